internal import Glibc

/// The wall clock, in milliseconds since 1970.
@Sendable func wallClock() -> Int64 {
    var time = timespec()
    // clock_gettime fills the struct it is given; CLOCK_REALTIME is always there.
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
