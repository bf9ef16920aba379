/// What strings of JSON are looked over by, eight bytes at a time.
extension Span<UInt8> {
    /// Whether it is UTF-8 in which nothing is escaped: without backslashes and control characters.
    var isPlainUTF8: Bool {
        var (marked, all): (UInt64, UInt64) = (0, 0)
        var index = 0
        // A byte has no padding that could be read.
        let words = unsafe bytes
        while index &+ 8 <= count {
            // Any eight bytes are a word, and these are in bounds, which is checked again.
            let word = unsafe words.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            marked |= Self.controls(word) | Self.backslashes(word)
            all |= word
            index &+= 8
        }
        while index < count {
            guard self[index] >= 0x20, self[index] != UInt8(ascii: "\\") else { return false }
            all |= UInt64(self[index])
            index &+= 1
        }
        guard marked & Self.tops == 0 else { return false }
        return all & Self.tops == 0 || (try? UTF8Span(validating: self)) != nil
    }

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
        let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        return (controls(word) | backslashes(word) | (quotes &- ones) & ~quotes) & tops
    }

    private static var ones: UInt64 { 0x0101_0101_0101_0101 }
    private static var tops: UInt64 { 0x8080_8080_8080_8080 }

    /// In the top bits, as are backslashes.
    @inline(__always)
    private static func controls(_ word: UInt64) -> UInt64 { (word &- ones &* 0x20) & ~word }

    @inline(__always)
    private static func backslashes(_ word: UInt64) -> UInt64 {
        let found = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        return (found &- ones) & ~found
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
        // The span's own bytes, for as long as they are read.
        unsafe source.withUnsafeBufferPointer { unsafe append($0.baseAddress, count: $0.count) }
    }

    /// As above.
    @inline(__always)
    mutating func append(_ source: StaticString) {
        // A literal is there for as long as the program runs.
        unsafe append(source.utf8Start, count: source.utf8CodeUnitCount)
    }

    @inline(__always)
    private mutating func append(_ source: UnsafePointer<UInt8>?, count: Int) {
        precondition(count <= freeCapacity)
        // There is room for the source behind what is there.
        unsafe withUnsafeMutableBufferPointer { target, filled in
            guard let source = unsafe source, let start = target.baseAddress else { return }
            unsafe (start + filled).initialize(from: source, count: count)
            filled &+= count
        }
    }
}
