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
    package mutating func append(_ name: String, _ value: some Collection<UInt8>) -> Bool {
        append(name, count: value.count, value)
    }

    @discardableResult
    package mutating func append(_ name: String, _ value: String) -> Bool {
        append(name, count: value.utf8.count, value.utf8)
    }

    @discardableResult
    package mutating func appendNull(_ name: String) -> Bool {
        append(name, count: -1, EmptyCollection())
    }

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

    package var isEmpty: Bool { bytes.isEmpty }

    private mutating func append(_ name: String, count: Int, _ value: some Collection<UInt8>) -> Bool {
        guard let nameCount = UInt16(exactly: name.utf8.count), count <= Int(Int32.max) else { return false }
        bytes.append(UInt8(nameCount >> 8))
        bytes.append(UInt8(truncatingIfNeeded: nameCount))
        bytes.append(contentsOf: name.utf8)
        let length = UInt32(truncatingIfNeeded: count)
        for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
        bytes.append(contentsOf: value)
        return true
    }

    fileprivate func header(at position: Int) -> (name: Range<Int>, value: Range<Int>?, end: Int)? {
        guard position + 2 <= bytes.count else { return nil }
        let nameEnd = position + 2 + (Int(bytes[position]) << 8 | Int(bytes[position + 1]))
        guard nameEnd + 4 <= bytes.count else { return nil }
        var length: UInt32 = 0
        for index in nameEnd..<nameEnd + 4 { length = length << 8 | UInt32(bytes[index]) }
        let name = position + 2..<nameEnd
        if length == .max { return (name, nil, nameEnd + 4) }
        let end = nameEnd + 4 + Int(length)
        guard end <= bytes.count else { return nil }
        return (name, nameEnd + 4..<end, end)
    }

    private func matches(_ name: String, _ range: Range<Int>) -> Bool {
        range.count == name.utf8.count && bytes[range].elementsEqual(name.utf8)
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
