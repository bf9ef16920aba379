import Glibc
import Synchronization
import Testing
import Time

@testable import Telemetry

/// Collects what a logger writes.
final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    var sink: Logger.Sink {
        Logger.Sink { line in self.lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }
    }

    var all: [String] { lines.withLock { $0 } }
}

@Suite struct LoggerTests {
    private func line(_ format: Logger.Format, _ fields: Logger.Fields) -> String {
        let lines = Lines()
        let log = Logger(level: .debug, format: format, sink: lines.sink, now: { 1_709_208_000_123 })
        log.info(.laneOpened, fields)
        return lines.all.joined()
    }

    @Test func aLineInBothFormats() {
        let fields: Logger.Fields = [
            .partition: 3, .topic: "waybill.commands.v1", .reason: "two words",
            .elapsed: .duration(.milliseconds(12)), .partitions: .list([0, 11]),
        ]
        #expect(
            line(.logfmt, fields)
                == "time=2024-02-29T12:00:00.123Z level=info event=lane.opened partition=3 topic=waybill.commands.v1 "
                + "reason=\"two words\" elapsed=0.012s partitions=0,11\n")
        #expect(
            line(.json, fields)
                == "{\"time\":\"2024-02-29T12:00:00.123Z\",\"level\":\"info\",\"event\":\"lane.opened\","
                + "\"partition\":3,\"topic\":\"waybill.commands.v1\",\"reason\":\"two words\","
                + "\"elapsed\":0.012,\"partitions\":[0,11]}\n")
    }

    @Test(arguments: [
        ("plain", "plain"), ("", "\"\""), ("a=b", "\"a=b\""), ("say \"x\"", #""say \"x\"""#), ("a\\b", #""a\\b""#),
        ("a\nb\r\tc", #""a\nb\r\tc""#), ("\u{0}\u{1B}[31m\u{7F}", #""\u0000\u001b[31m\u007f""#),
        ("\u{85}\u{2028}\u{2029}\u{202E}", #""\u0085\u2028\u2029\u202e""#),
        ("\u{5E7F}\u{5DDE}", "\"\u{5E7F}\u{5DDE}\""),
    ])
    func valuesAreEscaped(value: String, written: String) {
        #expect(line(.logfmt, [.reason: .text(value)]).hasSuffix(" reason=\(written)\n"))
        let quoted = written.hasPrefix("\"") ? written : "\"\(written)\""
        #expect(line(.json, [.reason: .text(value)]).hasSuffix(",\"reason\":\(quoted)}\n"))
    }

    @Test(arguments: Logger.Format.allCases) func aLineStaysOneLineWhateverTheValueHolds(format: Logger.Format) {
        for value in UInt32(0)...0x2100 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = line(format, [.reason: .text("a\(Character(scalar))b")])
            #expect(text.utf8.filter { $0 == UInt8(ascii: "\n") }.count == 1)
            #expect(text.utf8.allSatisfy { $0 >= 0x20 || $0 == UInt8(ascii: "\n") })
        }
    }

    @Test func aLongValueIsCutAtACharacter() {
        let text = line(.logfmt, [.reason: .text(String(repeating: "\u{5E7F}", count: 400))])
        #expect(text.hasSuffix(" reason=\"\(String(repeating: "\u{5E7F}", count: 341))...\"\n"))
    }

    @Test(arguments: Logger.Format.allCases) func aLineHasABoundAndSaysWhatIsMissing(format: Logger.Format) {
        let long = Logger.Value.text(String(repeating: "\u{0}", count: 512))
        let text = line(format, [.reason: long, .message: long, .cause: long, .partition: 7])
        #expect(text.utf8.count <= TelemetryLimits.lineByteCountMax)
        #expect(
            text.hasSuffix(format == .json ? "\"partition\":7,\"truncated\":true}\n" : "partition=7 truncated=true\n"))
        #expect(!text.contains("message"))
    }

    @Test func anEmptyListIsStillAValue() {
        #expect(line(.logfmt, [.partitions: .list([])]).hasSuffix(" partitions=\"\"\n"))
        #expect(line(.json, [.partitions: .list([])]).hasSuffix(",\"partitions\":[]}\n"))
    }

    @Test(arguments: Logger.Level.allCases) func nothingIsComputedBelowTheLevel(level: Logger.Level) {
        let lines = Lines()
        let computed = Atomic<Int>(0)
        let log = Logger(level: level, sink: lines.sink)
        func fields() -> Logger.Fields {
            computed.add(1, ordering: .relaxed)
            return [.count: 1]
        }
        log.debug(.pushAnswered, fields())
        log.info(.pushAnswered, fields())
        log.warning(.pushAnswered, fields())
        log.error(.pushAnswered, fields())
        let expected = Logger.Level.allCases.filter { $0 >= level }.count
        #expect(lines.all.count == expected)
        #expect(computed.load(ordering: .relaxed) == expected)
    }

    @Test func eightThreadsWriteWholeLinesToAPipe() async throws {
        var ends: [Int32] = [0, 0]
        // pipe(2) fills the two descriptors of the array.
        try #require(unsafe pipe(&ends) == 0)
        let (reading, writing) = (ends[0], ends[1])
        let log = Logger(sink: .descriptor(writing))
        // 8 x 60 lines of less than 100 bytes: all of it fits into the pipe, nobody has to read meanwhile.
        await withTaskGroup(of: Void.self) { group in
            for partition in 0..<8 {
                group.addTask {
                    for offset in 0..<60 {
                        log.info(.laneOpened, [.partition: .count(partition), .offset: .count(offset)])
                    }
                }
            }
        }
        close(writing)
        let lines = Self.readAll(reading).split(separator: "\n")
        close(reading)
        #expect(lines.count == 480)
        #expect(lines.allSatisfy { $0.hasPrefix("time=") && $0.contains(" event=lane.opened partition=") })
    }

    private static func readAll(_ descriptor: Int32) -> String {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            // read(2) writes at most the count it is told into the buffer.
            let count = unsafe read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: all, as: UTF8.self) }
            all.append(contentsOf: buffer[..<count])
        }
    }

    @Test func namesInTheCatalogueAreDottedLowerCase() {
        for name in Logger.Event.allCases.map(\.rawValue) {
            #expect(name.contains(".") && name.allSatisfy { ("a"..."z").contains($0) || $0 == "." }, "\(name)")
        }
        for name in Logger.Key.allCases.map(\.rawValue) {
            #expect(name.allSatisfy { ("a"..."z").contains($0) || $0 == "." }, "\(name)")
        }
    }
}

@Suite struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (1_709_251_199_999, "2024-02-29T23:59:59.999Z"), (1_709_251_200_000, "2024-03-01T00:00:00.000Z"),
        (4_107_542_399_000, "2100-02-28T23:59:59.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (1_533_042_556_000, "2018-07-31T13:09:16.000Z"), (Int64.max, "9999-12-31T23:59:59.999Z"),
        (Int64.min, "0000-01-01T00:00:00.000Z"),
    ])
    func isRFC3339(milliseconds: Int64, text: String) {
        var bytes: [UInt8] = []
        Timestamp.append(milliseconds, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }
}
