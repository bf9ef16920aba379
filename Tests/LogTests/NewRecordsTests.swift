import Log
import SingleRecords
import Testing

@Suite("records in one buffer")
struct NewRecordsTests {
    private static let texts: [[UInt8]?] = [nil, [], Array("k".utf8), Array(repeating: 0xff, count: 300)]

    private static func headers(_ count: Int) -> Headers {
        var headers = Headers()
        for number in 0..<count { headers.append("name-\(number)", "value") }
        headers.appendNull("null")
        return headers
    }

    /// Every combination of no key, an empty one, a short one and a long one with the same of values, and headers.
    private static let records = texts.flatMap { key in
        texts.flatMap { value in
            [Headers(), headers(3)].map { headers in
                NewRecord(topic: .traces, partition: 5, timestamp: 77, key: key, value: value, headers: headers)
            }
        }
    }

    @Test("they come out as they went in, and each alone as among others")
    func roundTrip() {
        #expect(Array(NewRecords(Self.records)) == Self.records)
        for record in Self.records {
            let alone: NewRecords = [record]
            #expect(Array(alone) == [record])
        }
    }

    @Test("a place covers its record's bytes and no others")
    func places() {
        let records = NewRecords(Self.records)
        var end = 0
        for (place, record) in zip(records.entries, Self.records) {
            #expect(place.start == end)
            end = place.end
            #expect(
                place.byteCount
                    == (record.key?.count ?? 0) + (record.value?.count ?? 0) + record.headers.bytes.count)
        }
        #expect(end == records.bytes.count)
    }

    @Test("emptied, it keeps storage up to the bound and takes records again")
    func emptied() {
        var records = NewRecords(Self.records)
        let capacity = records.bytes.capacity
        records.removeAll(keepingByteCountMax: capacity)
        #expect(records.isEmpty && records.bytes.isEmpty && records.bytes.capacity == capacity)
        for record in Self.records { records.append(record) }
        #expect(Array(records) == Self.records)
        records.removeAll(keepingByteCountMax: capacity - 1)
        #expect(records.bytes.capacity < capacity)
    }

    @Test("cut back to some, it holds these and takes records again")
    func truncated() {
        for count in 0...Self.records.count + 1 {
            var records = NewRecords(Self.records)
            records.truncate(to: count)
            #expect(Array(records) == Array(Self.records.prefix(count)))
            #expect(records.bytes.count == records.entries.last?.end ?? 0)
            for record in Self.records.dropFirst(count) { records.append(record) }
            #expect(Array(records) == Self.records)
        }
    }
}
