import Foundation
import Testing

@testable import PushClient

/// What the report says of each push where it keeps the answers.
@Suite struct AnswerTests {
    /// Pushes the seed's event once, to a carrier that answers so.
    private func report(
        _ plan: (inout PushPlan) -> Void = { _ in }, answering handler: @escaping CarrierDouble.Handler
    ) async throws -> PushReport {
        let carrier = try CarrierDouble(handler)
        defer { carrier.stop() }
        let file = EventFile(name: "seed.xml", bytes: Array(Seed.xml.utf8))
        var prepared = PushPlan(url: carrier.url, pushToken: "AAAAA", source: .files([file]))
        prepared.keepsAnswers = true
        prepared.concurrency = 1
        prepared.repeatPause = .zero
        prepared.attemptTimeout = .seconds(600)
        plan(&prepared)
        return try await prepared.run()
    }

    /// Status, body, the line without its time, and whether everything is as it should be.
    @Test(arguments: [
        (200, reply(to: Seed.xml, waybill: "75"), "seed.xml: ResultCode 0 m, waybill 75, ", true),
        (200, reply(to: Seed.xml, waybill: "", code: 20_004), "seed.xml: ResultCode 20004 m, ", true),
        (200, "success", "seed.xml: HTTP 200 without a ResultCode: success, ", false),
        (400, "\r\nno event\u{1B}[2J: <xml>\nmore", "seed.xml: HTTP 400 no event?[2J: <xml>, ", false),
        (403, "", "seed.xml: HTTP 403, ", false),
        (503, "push again\n", "seed.xml: HTTP 503 push again, after 3 repeats, ", false),
    ])
    func aPushIsOneLine(status: Int, body: String, line: String, isClean: Bool) async throws {
        let report = try await report { _ in (status, body) }
        #expect(report.text().wholeMatch(of: /(.*, )\d+\.\d{3} ms\n/)?.1 == line[...], "\(report.text())")
        #expect(report.isClean == isClean)
    }

    @Test func noAnswerIsSaidWithItsReason() async throws {
        let cut = try await report {
            $0.attemptTimeout = .milliseconds(20)
            $0.repeatCount = 1
        } answering: { _ in
            nil
        }
        #expect(cut.text().hasPrefix("seed.xml: no answer: timed out, after 1 repeat, "))
        let carrier = try CarrierDouble(isListening: false) { _ in nil }
        defer { carrier.stop() }
        let refused = try await report {
            $0.url = carrier.url
            $0.repeatCount = 0
        } answering: { _ in
            nil
        }
        #expect(refused.text().hasPrefix("seed.xml: no answer: the carrier refused the connection, "))
    }

    @Test func theLinesAreInTheOrderOfThePushes() async throws {
        let names = (0..<20).map { "\($0).xml" }
        let report = try await report {
            $0.source = .files(names.map { EventFile(name: $0, bytes: Array(Seed.xml.utf8)) })
            $0.count = names.count
            $0.concurrency = 8
        } answering: { request in
            (200, reply(to: request.body, waybill: "75"))
        }
        #expect(report.answers.map(\.name) == names)
        #expect(report.text().split(separator: "\n").map { $0.prefix { $0 != ":" } } == names.map { $0[...] })
    }

    @Test func aWrongAnswerIsNamedBelowTheLines() async throws {
        let report = try await report {
            $0.count = 2
        } answering: { request in
            (200, reply(to: request.body, waybill: "\(request.number)"))
        }
        #expect(report.text().hasSuffix("\nWRONG: order 012345678901234567890123456789 answered with 1 and 2\n"))
        #expect(!report.isClean)
    }

    @Test func theJSONHoldsEachAnswer() async throws {
        let report = try await report { _ in (400, "a \"body\"") }
        let object = try JSONSerialization.jsonObject(with: Data(report.json().utf8)) as? [String: Any]
        let answer = try #require((object?["answers"] as? [[String: Any]])?.first)
        #expect(answer["name"] as? String == "seed.xml" && answer["status"] as? Int == 400)
        #expect(answer["result_code"] is NSNull && answer["text"] as? String == "a \"body\"")
        #expect(answer["order"] as? String == "012345678901234567890123456789")
        #expect(object?["refused"] as? Int == 1 && object?["unanswered"] as? Int == 0)
    }

    @Test func aStrangersTextIsBounded() {
        let line = AnswerText.line(Array(String(repeating: "\u{5E7F}", count: 1_000).utf8))
        #expect(line == String(repeating: "\u{5E7F}", count: PushLimits.shownCharacterCountMax) + "...")
        #expect(AnswerText.line([]) == "" && AnswerText.line([10, 13, 32]) == "")
    }
}
