"""The points that the database answers by itself, each a few sets and a judgement."""
