internal import Log
internal import Records
internal import SeedParcel
internal import SingleRecords
internal import Testing
internal import Waybill

/// Whatever a broker can hold becomes a dead letter that every engine takes.
extension LogPromise {
    static let deadLetters: [LogPromise] = [
        LogPromise("a dead letter of whatever stood in a topic is written and read back") { fixture in
            let log = try fixture.open()
            for (number, input) in hostileInputs().enumerated() {
                for letter in [letter(of: input), letter(of: input, RecordLimits.leastDeadLetterByteCountMax)] {
                    let partition = Int32(number) % 4
                    var letter = letter
                    letter.partition = partition
                    let offset = try log.appended(letter)[0]
                    let read = try log.reader(of: .deadLetters, from: [partition: offset]).records(1)[0]
                    #expect((read.key, read.value) == (letter.key, letter.value), "input \(number)")
                    #expect(read.headers == letter.headers && read.timestamp == timeOfTests, "input \(number)")
                    #expect(read.headers.text(DeadLetter.Name.inputTime) == String(input.timestamp), "input \(number)")
                }
            }
        },
        LogPromise("a record of just the largest size is taken, whatever it is made of, and no larger one") { fixture in
            let log = try fixture.open()
            for (number, record) in largestRecords().enumerated() {
                var record = record
                record.partition = Int32(number) % 4
                let offset = try log.appended(record)[0]
                let read = try log.reader(of: .commands, from: [record.partition: offset]).records(1)[0]
                #expect((read.key, read.value) == (record.key, record.value), "record \(number)")
                #expect(read.headers == record.headers, "record \(number)")
                record.key?.append(0)
                #expect(try LogError.code { try log.appended(record) } == .invalid, "record \(number)")
            }
        },
    ]

    private static func letter(
        of input: Record, _ byteCountMax: Int = LogLimits.deadLetterByteCountMax
    ) -> NewRecord {
        DeadLetter.record(
            input, verdict: Verdict.refused(.other, "it is hostile"), time: timeOfTests, version: "1",
            byteCountMax: byteCountMax)
    }

    /// What others can put into a topic; a broker counts bytes after compression, and headers in its own encoding.
    private static func hostileInputs() -> [Record] {
        func input(
            time: Int64 = timeOfTests, key: Int = 1, value: Int = 1, headers: [(String, Int)] = []
        ) -> Record {
            var encoded = Headers()
            for (name, count) in headers { encoded.append(name, [UInt8](repeating: 1, count: count)[...]) }
            return Record(
                topic: .commands, partition: 0, offset: 1, timestamp: time, key: [UInt8](repeating: 2, count: key),
                value: [UInt8](repeating: 3, count: value), headers: encoded)
        }
        let nothing = Record(
            topic: .commands, partition: 0, offset: 1, timestamp: -1, key: nil, value: nil, headers: Headers())
        return [
            input(time: 0), input(time: -1), input(time: .min), input(value: 3_000_000), input(key: 3_000_000),
            input(headers: Array(repeating: ("a", 0), count: 160_000)), input(headers: [("a", 2_000_000)]),
            input(key: 900_000, value: 900_000, headers: [("a", 900_000), ("b", 1)]), nothing,
        ]
    }

    /// Of `LogLimits.recordByteCountMax` bytes each.
    private static func largestRecords() -> [NewRecord] {
        let count = LogLimits.recordByteCountMax
        var many = Headers()
        for _ in 0..<count / 20 { many.append("fourteen-bytes", "") }
        var one = Headers()
        one.append("a", [UInt8](repeating: 1, count: count - 7)[...])
        var long = Headers()
        while long.bytes.count + 65_541 <= count { long.appendNull(String(repeating: "n", count: 65_535)) }
        func record(_ value: Int, _ headers: Headers = Headers()) -> NewRecord {
            NewRecord(
                topic: .commands, partition: 0, timestamp: timeOfTests,
                key: [UInt8](repeating: 2, count: count - value - headers.bytes.count),
                value: [UInt8](repeating: 3, count: value), headers: headers)
        }
        return [record(count), record(0), record(0, many), record(0, one), record(0, long)]
    }
}
