import Documents
import Testing

@testable import Ingress

/// How far the timestamp of a push may be from the clock.
@Suite struct TimestampTests {
    private static let now: Int64 = 1_764_300_000

    private func refusal(_ timestamp: String, width: Duration? = .seconds(3_600)) -> PushRefusal? {
        do throws(PushRefusal) {
            try TimestampWindow(width: width).check(timestamp, now: Self.now * 1_000 + 999)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [0, 1, -1, 3_599, -3_599, 3_600, -3_600]) func `within the window it is taken`(offset: Int64) {
        #expect(refusal("\(Self.now + offset)") == nil)
    }

    @Test(
        arguments: [
            (3_601, "1 h 0 min ahead of"), (-3_601, "1 h 0 min behind"), (7_200, "2 h 0 min ahead of"),
            (-28_800, "8 h 0 min behind"), (9_059, "2 h 30 min ahead of"), (-90_000, "1 d 1 h behind"),
            (86_400 * 400, "400 d 0 h ahead of"), (-now, "20420 d 3 h behind"),
            (.max - now, "106751991146880 d 12 h ahead of"),
        ] as [(Int64, String)])
    func `beyond it the clocks are named, with how far they are apart`(offset: Int64, text: String) throws {
        let refusal = try #require(self.refusal("\(Self.now + offset)"))
        #expect(refusal.status == 403 && refusal.reason == "timestamp" && refusal.isWarned)
        #expect(refusal.message.hasPrefix("the timestamp is \(text) this machine's clock: one of the clocks is wrong"))
        // As time goes by, or from one push to the next, it is told as one.
        #expect(refusal.kind == (offset > 0 ? "timestamp ahead of" : "timestamp behind"))
    }

    @Test(arguments: [(1, "1 s"), (59, "59 s"), (61, "1 min 1 s")] as [(Int64, String)])
    func `a narrow window counts seconds`(offset: Int64, text: String) {
        #expect(refusal("\(Self.now + offset)", width: .zero)?.message.contains(" is \(text) ahead of ") == true)
    }

    @Test(arguments: ["0", "1", "\(now * 1_000)", "\(Int64.max)"])
    func `without a window any time is taken`(text: String) {
        #expect(refusal(text, width: nil) == nil)
    }

    private func fault(createTime: Int64, width: Duration? = .seconds(3_600)) -> String? {
        do throws(FieldFault) {
            try TimestampWindow(width: width).check(createTime: createTime, now: Self.now * 1_000 + 999)
            return nil
        } catch {
            return error.message
        }
    }

    @Test(arguments: [.min, -1, 0, 1, now - 90_000_000, now, now + 3_600])
    func `an event of any age is taken, and one that is not ahead by more than the window`(time: Int64) {
        #expect(fault(createTime: time) == nil)
    }

    @Test(arguments: [(now + 3_601, "1 h 0 min"), (now + 86_400 * 400, "400 d 0 h"), (.max, "106751991146880 d 12 h")])
    func `an event from the future is refused, since all that come later would change nothing`(
        time: Int64, text: String
    ) throws {
        let fault = try #require(self.fault(createTime: time))
        #expect(fault.hasPrefix("CreateTime is \(text) ahead of the carrier's clock: "), "\(fault)")
        #expect(self.fault(createTime: time, width: nil) == nil)
    }

    @Test(arguments: ["", "x", "-1", "+1", "1764300000.0", "1e9", " 1764300000", "\u{661}", "99999999999999999999"])
    func `what is no number is never taken`(text: String) {
        for width in [nil, Duration.seconds(3_600)] {
            #expect(refusal(text, width: width)?.message == "the timestamp is no number of seconds since 1970")
        }
    }
}
