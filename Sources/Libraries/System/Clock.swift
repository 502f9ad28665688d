internal import Glibc

/// The two clocks of the system.
package enum Clock {
    /// Nanoseconds since some moment before the process began; never goes back, stops while the
    /// machine sleeps (CLOCK_MONOTONIC). For durations.
    package static func monotonic() -> Int64 {
        let time = read(CLOCK_MONOTONIC)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Milliseconds of the monotonic clock.
    package static func monotonicMilliseconds() -> Int64 { monotonic() / 1_000_000 }

    /// Seconds and nanoseconds since 1970-01-01T00:00:00Z; may jump when somebody sets the clock.
    package static func wall() -> (seconds: Int64, nanoseconds: Int32) {
        let time = read(CLOCK_REALTIME)
        return (Int64(time.tv_sec), Int32(time.tv_nsec))
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    package static func wallMilliseconds() -> Int64 {
        let (seconds, nanoseconds) = wall()
        return seconds * 1000 + Int64(nanoseconds) / 1_000_000
    }

    /// Processor time of the whole process, user and system, in nanoseconds.
    package static func processor() -> Int64 {
        let time = read(CLOCK_PROCESS_CPUTIME_ID)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        let result = clock_gettime(clock, &time)
        precondition(result == 0, "Linux always has this clock")
        return time
    }
}
