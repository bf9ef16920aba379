/// Records on their way into topics, in one buffer, so that thousands of them cost a few allocations.
///
/// The buffer holds each record's key, value and headers (`Headers.bytes`), one behind the other.
package struct NewRecords: Sendable {
    /// Where one record stands.
    package struct Entry: Equatable, Sendable {
        package let topic: Topic
        package let partition: Int32
        /// Milliseconds since 1970.
        package let timestamp: Int64
        package let hasKey: Bool
        package let hasValue: Bool
        /// Of the key.
        package let start: Int
        package let keyEnd: Int
        package let valueEnd: Int
        /// Of the headers.
        package let end: Int

        /// Of key, value and headers together.
        package var byteCount: Int { end - start }

        /// Where each stands in the buffer; of no bytes also where it is null.
        package var key: Range<Int> { start..<keyEnd }
        package var value: Range<Int> { keyEnd..<valueEnd }
        package var headers: Range<Int> { valueEnd..<end }
    }

    package private(set) var bytes: [UInt8] = []
    package private(set) var entries: [Entry] = []

    /// Without records, with room for so many bytes of them.
    package init(byteCapacity: Int = 0) { bytes.reserveCapacity(byteCapacity) }

    package var count: Int { entries.count }
    package var isEmpty: Bool { entries.isEmpty }

    /// Appends a record of parts that stand elsewhere; no key or value is null, and not empty.
    package mutating func append(
        _ topic: Topic, _ partition: Int32, timestamp: Int64, key: ArraySlice<UInt8>?, value: ArraySlice<UInt8>?,
        headers: ArraySlice<UInt8>
    ) {
        append(topic, partition, timestamp: timestamp, hasKey: key != nil, hasValue: value != nil) { bytes in
            bytes += key ?? []
            let keyEnd = bytes.count
            bytes += value ?? []
            let valueEnd = bytes.count
            bytes += headers
            return (keyEnd, valueEnd)
        }
    }

    /// Appends a record that `write` adds to the buffer: first its key, then its value, then its headers; it
    /// returns where in the buffer key and value end.
    package mutating func append(
        _ topic: Topic, _ partition: Int32, timestamp: Int64, hasKey: Bool = true, hasValue: Bool = true,
        _ write: (inout [UInt8]) -> (keyEnd: Int, valueEnd: Int)
    ) {
        let start = bytes.count
        let (keyEnd, valueEnd) = write(&bytes)
        entries.append(
            Entry(
                topic: topic, partition: partition, timestamp: timestamp, hasKey: hasKey, hasValue: hasValue,
                start: start, keyEnd: keyEnd, valueEnd: valueEnd, end: bytes.count))
    }

    /// Removes all but the first so many records.
    package mutating func truncate(to count: Int) {
        guard count < entries.count else { return }
        bytes.removeSubrange(entries[count].start...)
        entries.removeSubrange(count...)
    }

    /// Empties it; storage of at most so many bytes is kept for the next records.
    package mutating func removeAll(keepingByteCountMax countMax: Int) {
        bytes.removeAll(keepingCapacity: bytes.capacity <= countMax)
        entries.removeAll(keepingCapacity: true)
    }
}
