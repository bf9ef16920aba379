import Foundation
import HTTPClient
import Synchronization
import Testing

@testable import PushClient

@Suite struct ReportTests {
    private var push: EventFeed.Push {
        get throws {
            var feed = EventFeed(PushPlan(url: "", pushToken: "", source: .files([EventFile(name: "x", bytes: [])])))
            let next = feed.next()
            return try #require(next)
        }
    }

    private var report: PushReport {
        get throws {
            var report = PushReport()
            for _ in 0..<3 {
                report.attempted(0, .answered(status: 200, body: []), elapsed: .milliseconds(2))
            }
            report.attempted(0, .answered(status: 503, body: Array("too much\nmore".utf8)), elapsed: .milliseconds(40))
            report.attempted(1, .timedOut, elapsed: .seconds(5))
            let last = HTTPOutcome.failed(.cut)
            report.attempted(2, last, elapsed: .zero)
            report.ended(try push, last)
            report.book.issued("A", to: "one \"1\"")
            report.book.issued("B", to: "one \"1\"")
            report.elapsed = .milliseconds(500)
            return report
        }
    }

    @Test func theTextIsATable() throws {
        #expect(
            try report.text() == """
                pushes                               1
                requests                             6
                repeats                              2
                timeouts                             1
                unanswered pushes                    1
                pushes refused with HTTP 4xx         0
                answers without a ResultCode         0
                wrong answers                        1
                orders with a waybill                1
                HTTP 200                             3
                HTTP 503                             1
                the carrier cut the connection       1
                latency p50                      2.015 ms
                latency p90                     40.000 ms
                latency p99                     40.000 ms
                latency max                     40.000 ms
                elapsed                          0.500 s
                rate                               2.0 pushes/s
                HTTP 503: too much
                WRONG: order one "1" answered with A and B

                """)
    }

    @Test func withoutAnAnswerThereIsNoLatency() {
        var report = PushReport()
        report.attempted(0, .timedOut, elapsed: .seconds(5))
        report.elapsed = .seconds(5)
        #expect(!report.text().contains("latency"))
    }

    @Test func theJSONHoldsTheSame() throws {
        let object = try JSONSerialization.jsonObject(with: Data(try report.json().utf8)) as? [String: Any]
        #expect(object?["pushes"] as? Int == 1)
        #expect(object?["statuses"] as? [String: Int] == ["200": 3, "503": 1])
        #expect((object?["latency_seconds"] as? [String: Double])?["max"] == 0.04)
        #expect(object?["wrong_answers"] as? [String] == ["order one \"1\" answered with A and B"])
        #expect(object?["wrong_answer_count"] as? Int == 1 && object?["unanswered"] as? Int == 1)
        #expect(object?["texts"] as? [String: String] == ["503": "too much"])
        #expect(object?["answers"] == nil)
    }

    @Test(arguments: [(0.5, 500), (0.9, 900), (0.99, 990), (1.0, 1_000)])
    func percentilesAreCloseWhateverTheRange(share: Double, rank: Int) {
        for unit in [Duration.nanoseconds(1), .microseconds(7), .milliseconds(3), .seconds(2)] {
            var tally = LatencyTally()
            for value in (1...1_000).shuffled() { tally.add(unit * value) }
            let (exact, estimate) = (unit * rank, tally.percentile(share))
            #expect(estimate >= exact && estimate <= exact + exact / 50, "\(unit)")
            #expect(tally.max == unit * 1_000)
        }
        #expect(LatencyTally().percentile(0.5) == .zero)
    }

    @Test func wrongAnswersAreBounded() {
        var book = AnswerBook()
        for number in 0..<1_000 { book.issued("W\(number)", to: "same") }
        #expect(book.wrongAnswerCount == 999 && book.wrongAnswers.count == PushLimits.wrongAnswerCountMax)
    }

    @Test func kindsAreBounded() {
        var report = PushReport()
        for status in 0..<1_000 { report.attempted(0, .answered(status: status, body: []), elapsed: .zero) }
        #expect(report.statuses.count == PushLimits.kindCountMax && report.attemptCount == 1_000)
        #expect(report.texts.count == PushLimits.kindCountMax)
    }

    @Test func theBarIsDrawnSeldomButAtTheEnd() {
        let written = Mutex<[String]>([])
        let bar = ProgressBar { text in written.withLock { $0.append(text) } }
        for done in 1...200 {
            bar.update(PushProgress(done: done, total: 200, unanswered: 0, elapsed: .milliseconds(done)))
        }
        let lines = written.withLock { $0 }
        #expect(lines.count == 3)
        #expect(lines.last == "\r[##############################] 200/200, 1000/s\u{1B}[K")
        #expect(
            ProgressBar.line(PushProgress(done: 1, total: 4, unanswered: 2, elapsed: .seconds(2)))
                == "\r[#######.......................] 1/4, 1/s, 2 unanswered\u{1B}[K")
    }
}
