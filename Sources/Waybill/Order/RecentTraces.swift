/// By what an order's last traces are known, so that one that comes twice counts once: a scanner that sends again what
/// was not acknowledged, or a trace that an operator sends again.
package struct RecentTraces: Equatable, Sendable {
    /// The newest last.
    package private(set) var digests: [UInt64]

    package init() { digests = [] }

    /// Of more digests than are kept, the last ones.
    package init(_ digests: some Collection<UInt64>) {
        self.digests = Array(digests.suffix(WaybillLimits.recentTraceCountMax))
    }

    func holds(_ path: RecordPath) -> Bool { !digests.isEmpty && digests.contains(path.digest) }

    /// Forgets the oldest where there is no room.
    mutating func add(_ path: RecordPath) { self = RecentTraces(digests + [path.digest]) }
}

extension RecordPath {
    /// Of what tells one trace of an order from another: its time, its type and its message. FNV-1a in 64 bits, which
    /// stands in topics and lanes and must stay what it is. It is no protection, and needs to be none: only the carrier
    /// itself writes traces.
    var digest: UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        for number in [actionTime, actionType] {
            for shift in stride(from: 56, through: 0, by: -8) { add(UInt8(truncatingIfNeeded: number >> shift)) }
        }
        for byte in actionMessage.utf8 { add(byte) }
        return hash
    }
}
