//! How many environments a load needs, and what happens when there are fewer.
