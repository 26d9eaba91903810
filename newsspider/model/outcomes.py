"""How an input can end, why, and what was corrected: three enumerations.

Reports, rejected files and exit codes use only these codes. To add one, add a line here and a row to
`docs/reasons.md`, which explains them all.
"""

from __future__ import annotations

from enum import Enum


class Outcome(str, Enum):
    """How one input ended; the sum of all outcomes is the number of inputs."""

    KEPT = "kept"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    FILTERED = "filtered"
    EDITED = "edited"
    REJECTED = "rejected"
    FAILED = "failed"
    GIVEN_UP = "given_up"


class Reason(str, Enum):
    """Why an input was not kept."""

    EMPTY_FILE = "empty_file"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    NOT_A_FILE = "not_a_file"
    OUTSIDE_FOLDER = "outside_folder"
    NOT_TEXT = "not_text"
    BAD_RECORD = "bad_record"
    BAD_FRONT_MATTER = "bad_front_matter"
    NO_TITLE = "no_title"
    NO_CONTENT = "no_content"
    TOO_DEEP = "too_deep"
    NO_READER = "no_reader"
    UNKNOWN_LAYOUT = "unknown_layout"
    NOT_AN_ARTICLE = "not_an_article"
    FURTHER_PART = "further_part"
    GONE = "gone"
    BLOCKED = "blocked"
    EMPTY_PAGE = "empty_page"
    ROBOTS = "robots"
    TIMED_OUT = "timed_out"
    CUT_OFF = "cut_off"
    NO_CONNECTION = "no_connection"
    BAD_STATUS = "bad_status"
    FOREIGN_HOST = "foreign_host"
    PRIVATE_ADDRESS = "private_address"
    BAD_REDIRECT = "bad_redirect"
    BAD_ADDRESS = "bad_address"
    BAD_ROW = "bad_row"
    LIST_EMPTY = "list_empty"
    LIST_MALFORMED = "list_malformed"
    LIST_IS_HTML = "list_is_html"
    LIST_STATUS = "list_status"
    LIST_WRONG_TYPE = "list_wrong_type"
    SAME_DIGEST = "same_digest"
    NEAR_DUPLICATE = "near_duplicate"
    OLDER_DOCUMENT = "older_document"
    RULE_TOO_SLOW = "rule_too_slow"
    INTERNAL_ERROR = "internal_error"
    WORKER_DIED = "worker_died"
    NO_FRAGMENT = "no_fragment"
    SOURCE_CHANGED = "source_changed"
    FOREIGN_FILE = "foreign_file"
    POST_EDITED = "post_edited"
    NOT_WRITTEN = "not_written"
    PIPELINE_DROPPED = "pipeline_dropped"
    DROPPED = "dropped"
    NOT_WANTED = "not_wanted"


class Repair(str, Enum):
    """What was corrected in an article, or is missing; listed in the record's `repairs`."""

    BOM_REMOVED = "bom_removed"
    NEWLINES_NORMALISED = "newlines_normalised"
    LEADING_BLANKS = "leading_blanks"
    CHARSET_GUESSED = "charset_guessed"
    BYTES_REPLACED = "bytes_replaced"
    CONTROLS_REMOVED = "controls_removed"
    FENCE_MISSING = "fence_missing"
    FRONT_MATTER_REPAIRED = "front_matter_repaired"
    DUPLICATE_KEY = "duplicate_key"
    ENTITIES_DECODED = "entities_decoded"
    TITLE_RESTORED = "title_restored"
    TITLE_DAMAGED = "title_damaged"
    TITLE_CUT = "title_cut"
    TITLE_MADE = "title_made"
    TITLE_FROM_BODY = "title_from_body"
    TITLE_FROM_FILE_NAME = "title_from_file_name"
    DATE_MISSING = "date_missing"
    DATE_UNREADABLE = "date_unreadable"
    DATE_ASSUMED_ZONE = "date_assumed_zone"
    DATE_FUTURE = "date_future"
    RUN_CLOCK = "run_clock"
    AUTHOR_DROPPED = "author_dropped"
    COVER_REJECTED = "cover_rejected"
    COVER_UNWRAPPED = "cover_unwrapped"
    TEASER = "teaser"
    FIRST_PART_ONLY = "first_part_only"
    TRUNCATED_RECORD = "truncated_record"
    STOCK_REJECTED = "stock_rejected"


class NearMode(str, Enum):
    """What to do with a near-duplicate: merge it into the first copy, store it marked, or not look for it."""

    FOLD = "fold"
    MARK = "mark"
    OFF = "off"
