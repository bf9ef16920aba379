import Testing
import Waybill

@testable import Records

/// Topics are read by later versions and by others: a number there means what it meant when it was written.
@Suite("Codes in topics")
struct TopicCodeTests {
    @Test("each reason has its number, and each number its reason")
    func numbers() {
        #expect(
            Refusal.Reason.allCases.map(\.topicCode) == [
                -1, 10001, 10002, 20001, 20002, 20003, 20004, 20005, 20006, 20008, 20009, 30001, 30002, 30003, 30004,
                40199,
            ])
        for reason in Refusal.Reason.allCases { #expect(Refusal.Reason(topicCode: reason.topicCode) == reason) }
        #expect(Refusal.Reason(topicCode: 0) == nil && Refusal.Reason(topicCode: 20007) == nil)
        #expect(Verdict.success(waybillID: "1").topicCode == 0)
    }
}
