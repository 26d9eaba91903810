"""The readers under a coverage-guided fuzzer: `python -m tests.fuzz --seconds 300` (needs the extra `fuzz`).

`targets` says what is fuzzed and what must hold, `corpus` what it starts from. What a fuzzer has found is
kept as a file below `tests/fuzz/attacks/TARGET/`, which `test_attacks` reads again without a fuzzer.
"""
