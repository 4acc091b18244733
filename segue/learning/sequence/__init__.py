"""A small causal transformer over what was played: trained, run and served by NumPy and compiled kernels.

`weights` says what is learnt, `start` where the item table begins, `batches` what one step sees, `network` the
forward and the backward pass (on `kernels` and `attention`), `loss` what is minimised, `optimiser` one step of it,
`train` all of them, `live` the state of one listener that a single event moves.
"""
