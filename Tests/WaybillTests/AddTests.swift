import Testing

@testable import Waybill

@Suite("add_waybill: what is refused")
struct AddRefusalTests {
    @Test("each rule has its code and a message that names field and rule", arguments: Faults.all)
    func refusal(_ fault: Fault) throws {
        var situation = Situation()
        fault.apply(&situation)
        let outcome = try situation.outcome()
        #expect(outcome.verdict.reason == fault.code)
        #expect(outcome.verdict.refusal?.message == fault.message)
        #expect(outcome == Outcome(verdict: outcome.verdict), "a refused order is not remembered")
        #expect(outcome.verdict.waybillData.isEmpty)
    }

    @Test("a message never holds a value of the event", arguments: Faults.all)
    func privacy(_ fault: Fault) throws {
        var situation = Situation()
        // Messages may say China of their own accord.
        situation.add.content.sender[.country] = "CN"
        situation.add.content.receiver[.country] = "PRC"
        fault.apply(&situation)
        let message = try situation.outcome().verdict.refusal?.message ?? ""
        for value in situation.add.values where value.utf8.count > 2 {
            #expect(!message.contains(value), "\(fault) tells \(value)")
        }
    }

    @Test("a push that is wrong in two ways gets the lower code, balance being last")
    func order() throws {
        // Reasons stand in the order of their codes.
        let ranks = Dictionary(uniqueKeysWithValues: zip(Refusal.Reason.allCases, 0...))
        let ranked = Faults.all.filter { $0.code != .other }.sorted {
            ranks[$0.code, default: 0] < ranks[$1.code, default: 0]
        }
        var pairCount = 0
        for (index, first) in ranked.enumerated() {
            for second in ranked[index...] where second.code != first.code {
                var situation = Situation()
                // The first comes last, so that it stays where both change the same field.
                second.apply(&situation)
                first.apply(&situation)
                let code = try situation.outcome().verdict.reason
                if code != first.code { Issue.record("\(first) and \(second) gave \(String(describing: code))") }
                pairCount += 1
            }
        }
        #expect(pairCount > 5_000)
    }

    @Test("every Refusal.Reason of an add has a row")
    func coverage() {
        let codes: Set<Refusal.Reason> = [
            .other, .unknownAccount, .wrongPassword, .wrongWaybillID, .incompleteSender, .unreachableSender,
            .incompleteReceiver, .unreachableReceiver, .wrongCargo, .wrongInsurance, .wrongService,
        ]
        #expect(Set(Faults.all.map(\.code)) == codes)
    }
}

extension AddWaybill {
    /// Every text and number of the event, secrets included.
    var values: [String] {
        var values = [key.bizID, key.orderID, shopAppID, waybillID, sealedToken.string, String(createTime)]
        for contact in [content.sender, content.receiver] {
            values += Contact.Field.allCases.map { contact[$0].string }
        }
        let cargo = content.cargo
        let numbers =
            [cargo.weight, cargo.length, cargo.width, cargo.height, cargo.count, content.insured.value]
            + cargo.details.map(\.count)
        values += numbers.compactMap(\.text) + cargo.details.map(\.name.string)
        return values + [content.remark.string, content.service.name.string]
    }
}
