"""What the guide and the register of measures share: a question, what the database finds, and what people answered."""
