extension LanePosition {
    /// Both offsets, big-endian.
    var bytes: [UInt8] {
        [inputOffsetNext, changelogOffsetNext].flatMap { offset in
            (0..<8).map { UInt8(truncatingIfNeeded: offset >> (56 - 8 * $0)) }
        }
    }

    init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        let offsets = [bytes[..<8], bytes[8...]].map { $0.reduce(Int64(0)) { $0 << 8 | Int64($1) } }
        self.init(inputOffsetNext: offsets[0], changelogOffsetNext: offsets[1])
    }
}
