"""Text to vectors: a vocabulary of word pieces, a small table with a vector for each, and the mean of them."""
