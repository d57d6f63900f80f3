//! What commands return and emit: events, results, refusals, failures, and the exit status each means.
