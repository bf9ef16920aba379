/// What strings of JSON are looked over by, eight bytes at a time.
extension Span<UInt8> {
    /// The first byte from `start` on that cannot stand in a string as it is: a quote, a backslash, or a control
    /// character; the end where there is none.
    func endOfPlainText(from start: Int = 0) -> Int {
        var index = start
        // A byte has no padding that could be read.
        let words = unsafe bytes
        while index &+ 8 <= count {
            // Any eight bytes are a word, and these are in bounds, which is checked again.
            let word = unsafe words.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian
            let marks = Self.marks(word)
            if marks != 0 { return index &+ marks.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < count, !Self.isMarked(self[index]) { index &+= 1 }
        return index
    }

    /// The top bit of every byte that cannot stand as it is; above the lowest of them others may be marked falsely.
    @inline(__always)
    private static func marks(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let controls = (word &- ones &* 0x20) & ~word
        return (controls | (quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes) & (ones &* 0x80)
    }

    @inline(__always)
    private static func isMarked(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }
}

extension OutputSpan<UInt8> {
    /// All of them at once; there must be room, or it is a trap as with single bytes.
    @inline(__always)
    mutating func append(_ source: Span<UInt8>) {
        precondition(source.count <= freeCapacity)
        // Both buffers are the spans' own, and there is room for the source behind what is there.
        unsafe source.withUnsafeBufferPointer { source in
            unsafe withUnsafeMutableBufferPointer { target, count in
                guard let start = source.baseAddress, let end = target.baseAddress else { return }
                unsafe (end + count).initialize(from: start, count: source.count)
                count &+= source.count
            }
        }
    }
}
