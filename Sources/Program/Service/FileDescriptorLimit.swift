internal import Glibc

/// The limit of open files. Each connection takes one, and a crowd of them must leave enough for the log and the lanes:
/// without a free one SQLite cannot open its files, and nothing would be decided any more.
enum FileDescriptorLimit {
    /// Kept for everything that is no connection of a push.
    private static let reserveCount = 256 + ServiceLimits.operationsConnectionCountMax

    /// How many connections may be open at once, at most `wanted` and at least one. Raises the limit of this process as
    /// far as that needs and the machine allows.
    static func connectionCount(wanted: Int) -> Int {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        // getrlimit fills the struct it is given, setrlimit reads it; neither keeps its address.
        guard unsafe getrlimit(resource, &limit) == 0 else { return wanted }
        let needed = rlim_t(clamping: wanted + reserveCount)
        if limit.rlim_cur < needed {
            var raised = limit
            raised.rlim_cur = min(needed, limit.rlim_max)
            if unsafe setrlimit(resource, &raised) == 0 { limit = raised }
        }
        return max(1, min(wanted, Int(clamping: limit.rlim_cur) - reserveCount))
    }
}
