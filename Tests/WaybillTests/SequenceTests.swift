import Testing

@testable import Waybill

@Suite("every sequence of commands for one order")
struct SequenceTests {
    @Test("up to five commands do what a model of the spec does", arguments: Step.allCases)
    func enumerate(_ first: Step) throws {
        var walk = Walk(reference: try Rules().reference())
        walk.visit([first])
        // 10 + 100 + 1 000 + 10 000 below each first command, and itself.
        #expect(walk.sequenceCount == 11_111)
        #expect(walk.complaints.isEmpty, "\(walk.complaints.prefix(5))")
    }
}

/// Goes through all sequences, depth first, and notes where model and code part.
private struct Walk {
    let reference: Reference
    private(set) var sequenceCount = 0
    private(set) var complaints: [String] = []

    init(reference: Reference) { self.reference = reference }

    /// What is known after a sequence.
    private struct Position {
        var order: OrderState?
        var serialNext: UInt64 = 0
        var model = OrderModel()
        var steps: [Step] = []
    }

    mutating func visit(_ steps: [Step]) {
        var position = Position()
        for step in steps { take(step, &position) }
        descend(from: position)
    }

    private mutating func descend(from position: Position) {
        guard position.steps.count < 5 else { return }
        for step in Step.allCases {
            var next = position
            take(step, &next)
            descend(from: next)
        }
    }

    private mutating func take(_ step: Step, _ position: inout Position) {
        sequenceCount += 1
        let before = position.order
        let command = step.command(before?.waybillID ?? "731100000000")
        let facts = Facts(
            order: before, serialNext: position.serialNext, holder: nil, partition: 0, partitionCount: 1)
        let outcome = decide(command, facts: facts, reference: reference)
        let expected = position.model.take(step)
        position.steps.append(step)

        switch outcome.change {
        case .none: break
        case .content(let state), .status(let state): position.order = state
        }
        if let next = outcome.serialNext {
            expect(before == nil, "a number used up for an order that has one", position)
            position.serialNext = next
        }
        expect(outcome.result.code == expected.code, "code \(outcome.result.code), not \(expected.code)", position)
        expect((outcome.change != .none) == expected.changes, "change \(outcome.change)", position)
        checkInvariants(outcome, of: command, before, position)
    }

    private mutating func checkInvariants(
        _ outcome: Outcome, of command: Command, _ before: OrderState?, _ position: Position
    ) {
        let isSuccess = outcome.result.code == .success
        let after = position.order
        if let before {
            expect(after?.waybillID == before.waybillID, "the waybill id changed", position)
            expect(after?.isNumberGiven == before.isNumberGiven, "the number's origin changed", position)
        }
        if isSuccess { expect(outcome.result.waybillID == after?.waybillID, "another waybill id answered", position) }
        if case .addWaybill = command {
            expect(outcome.keepsToken == isSuccess, "token kept: \(outcome.keepsToken)", position)
            if isSuccess { expect(after?.status == .live, "an accepted order is not live", position) }
            if isSuccess { expect(outcome.result.waybillData == after?.waybillData, "other WaybillData", position) }
        } else {
            expect(!outcome.keepsToken, "a token kept without one", position)
        }
        expect(after?.isTraced ?? false == (position.model.traceCount > 0), "traces forgotten", position)
        expect(after.map { $0.status == .live } ?? false == position.model.isLive, "status", position)
        if let sequence = outcome.traceSequence {
            expect(sequence == position.model.traceCount, "trace number \(sequence)", position)
        }
        expect(position.serialNext <= 1, "two numbers used up", position)
    }

    private mutating func expect(_ holds: Bool, _ complaint: @autoclosure () -> String, _ position: Position) {
        if !holds, complaints.count < 20 { complaints.append("\(position.steps): \(complaint())") }
    }
}
