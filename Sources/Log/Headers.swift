/// The headers of a record, in their order, names may repeat; kept as one buffer so that a record costs one allocation.
///
/// Encoding of `bytes`, repeated per header: name length (2 bytes, big-endian), name (UTF-8), value length (4 bytes,
/// big-endian, 0xFFFFFFFF for a null value), value. The embedded engine stores these bytes as they are.
package struct Headers: Equatable, Sendable {
    package private(set) var bytes: [UInt8]

    package init() { bytes = [] }

    /// Without headers, with room for so many bytes of them.
    package init(capacity: Int) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Headers that the caller has just written in this encoding.
    package init(encoded bytes: [UInt8]) { self.bytes = bytes }

    /// Nil when the bytes are not whole headers (a damaged or foreign store).
    package init?(bytes: [UInt8]) {
        self.bytes = bytes
        var position = 0
        while position < bytes.count {
            guard let header = header(at: position) else { return nil }
            position = header.end
        }
    }

    /// Names longer than 65,535 bytes and values longer than 2^31 - 1 bytes are refused by returning false.
    @discardableResult
    package mutating func append(_ name: String, _ value: ArraySlice<UInt8>) -> Bool {
        Self.append(name, value, to: &bytes)
    }

    @discardableResult
    package mutating func append(_ name: String, _ value: String) -> Bool { Self.append(name, value, to: &bytes) }

    /// The same for a buffer that more than headers stand in.
    @discardableResult
    package static func append(_ name: String, _ value: String, to bytes: inout [UInt8]) -> Bool {
        guard appendHead(name, value.utf8.count, to: &bytes) else { return false }
        bytes.append(contentsOf: value.utf8)
        return true
    }

    /// As the other, with a value of bytes.
    @discardableResult
    package static func append(_ name: String, _ value: ArraySlice<UInt8>, to bytes: inout [UInt8]) -> Bool {
        guard appendHead(name, value.count, to: &bytes) else { return false }
        bytes.append(contentsOf: value)
        return true
    }

    /// A value of two parts.
    @discardableResult
    package static func append(_ name: String, _ head: [UInt8], _ tail: String, to bytes: inout [UInt8]) -> Bool {
        guard appendHead(name, head.count + tail.utf8.count, to: &bytes) else { return false }
        bytes.append(contentsOf: head)
        bytes.append(contentsOf: tail.utf8)
        return true
    }

    @discardableResult
    package mutating func appendNull(_ name: String) -> Bool { Self.appendHead(name, -1, to: &bytes) }

    /// Appends another's headers byte for byte.
    package mutating func append(_ other: Headers) { bytes.append(contentsOf: other.bytes) }

    /// Appends another's headers byte for byte, but for those with one of the names.
    package mutating func append(_ other: Headers, except names: [String]) {
        var position = 0
        while let header = other.header(at: position) {
            if !names.contains(where: { other.matches($0, header.name) }) {
                bytes.append(contentsOf: other.bytes[position..<header.end])
            }
            position = header.end
        }
    }

    /// The first headers that have at most so many bytes together, and how many are left out.
    package func prefix(byteCountMax: Int) -> (kept: Headers, omittedCount: Int) {
        var (position, end, omittedCount) = (0, 0, 0)
        while let header = header(at: position) {
            if omittedCount == 0, header.end <= byteCountMax { end = header.end } else { omittedCount += 1 }
            position = header.end
        }
        return (Headers(encoded: Array(bytes[..<end])), omittedCount)
    }

    /// The value of the first header with that name that is not null; nil when there is none.
    package subscript(name: String) -> ArraySlice<UInt8>? {
        var position = 0
        while let header = header(at: position) {
            if header.value != nil, matches(name, header.name) { return header.value.map { bytes[$0] } }
            position = header.end
        }
        return nil
    }

    package func text(_ name: String) -> String? {
        self[name].map { String(decoding: $0, as: UTF8.self) }
    }

    /// Calls `body` for each header that is not null, in their order, with its name and where its value is in `bytes`:
    /// for who wants several, in one pass.
    package func forEachValue(_ body: (_ name: Span<UInt8>, _ value: Range<Int>) -> Void) {
        var position = 0
        while let header = header(at: position) {
            if let value = header.value { body(bytes.span.extracting(header.name), value) }
            position = header.end
        }
    }

    package var isEmpty: Bool { bytes.isEmpty }

    /// All of a header but its value, of which it says that it has `count` bytes, or with -1 that it is null.
    private static func appendHead(_ name: String, _ count: Int, to bytes: inout [UInt8]) -> Bool {
        let name = name.utf8.span
        guard let nameCount = UInt16(exactly: name.count), count <= Int(Int32.max) else { return false }
        let length = UInt32(bitPattern: Int32(truncatingIfNeeded: count))
        bytes.append(addingCapacity: name.count + 6 + Swift.max(count, 0)) { output in
            output.append(UInt8(truncatingIfNeeded: nameCount >> 8))
            output.append(UInt8(truncatingIfNeeded: nameCount))
            for index in name.indices { output.append(name[index]) }
            for shift in stride(from: 24, through: 0, by: -8) {
                output.append(UInt8(truncatingIfNeeded: length >> UInt32(shift)))
            }
        }
        return true
    }

    fileprivate func header(at position: Int) -> (name: Range<Int>, value: Range<Int>?, end: Int)? {
        let all = bytes.span
        guard position + 2 <= all.count else { return nil }
        let nameEnd = position + 2 + (Int(all[position]) << 8 | Int(all[position + 1]))
        guard nameEnd + 4 <= all.count else { return nil }
        let length =
            UInt32(all[nameEnd]) << 24 | UInt32(all[nameEnd + 1]) << 16 | UInt32(all[nameEnd + 2]) << 8
            | UInt32(all[nameEnd + 3])
        if length == .max { return (position + 2..<nameEnd, nil, nameEnd + 4) }
        let end = nameEnd + 4 + Int(length)
        guard end <= all.count else { return nil }
        return (position + 2..<nameEnd, nameEnd + 4..<end, end)
    }

    private func matches(_ name: String, _ range: Range<Int>) -> Bool {
        let (name, all) = (name.utf8.span, bytes.span)
        guard range.count == name.count else { return false }
        for index in name.indices where name[index] != all[range.lowerBound + index] { return false }
        return true
    }
}

extension Headers: Sequence {
    package struct Iterator: IteratorProtocol {
        fileprivate let headers: Headers
        fileprivate var position = 0

        package mutating func next() -> (name: String, value: ArraySlice<UInt8>?)? {
            guard let header = headers.header(at: position) else { return nil }
            position = header.end
            let bytes = headers.bytes
            return (String(decoding: bytes[header.name], as: UTF8.self), header.value.map { bytes[$0] })
        }
    }

    package func makeIterator() -> Iterator { Iterator(headers: self) }
}
