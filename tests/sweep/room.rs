//! Room for as many trials at once as keep the processors busy. A trial that only waits, such as for
//! the end of a lease, gives its seat to another one meanwhile.

use std::sync::{Condvar, Mutex};

/// The seats.
pub(crate) struct Room {
    seats: Mutex<Seats>,
    freed: Condvar,
}

struct Seats {
    free: usize,
    /// Trials that have waited and go on when there is a seat: before new ones.
    returning: usize,
}

/// One of them, taken until it is dropped.
pub(crate) struct Seat<'a>(&'a Room);

impl Room {
    /// A room with so many seats.
    pub(crate) fn new(free: usize) -> Self {
        let seats = Seats { free, returning: 0 };
        Self {
            seats: Mutex::new(seats),
            freed: Condvar::new(),
        }
    }

    /// Waits for a seat.
    pub(crate) fn enter(&self) -> Seat<'_> {
        let seats = self.seats.lock().unwrap();
        let is_full = |seats: &mut Seats| seats.free <= seats.returning;
        self.freed.wait_while(seats, is_full).unwrap().free -= 1;
        Seat(self)
    }

    fn come_back(&self) {
        let mut seats = self.seats.lock().unwrap();
        seats.returning += 1;
        let mut seats = self
            .freed
            .wait_while(seats, |seats| seats.free == 0)
            .unwrap();
        seats.free -= 1;
        seats.returning -= 1;
        // One that was kept waiting for those who come back may find a seat left.
        self.freed.notify_all();
    }

    fn give(&self) {
        self.seats.lock().unwrap().free += 1;
        self.freed.notify_all();
    }
}

impl Seat<'_> {
    /// Leaves the seat to others while this waits.
    pub(crate) fn left_while<T>(&self, waits: impl FnOnce() -> T) -> T {
        self.0.give();
        let waited = waits();
        self.0.come_back();
        waited
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.0.give();
    }
}
