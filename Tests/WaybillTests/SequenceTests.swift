import Testing

@testable import Waybill

@Suite("every sequence of commands for one order")
struct SequenceTests {
    @Test("up to three commands of every kind, made at any time, do what a model of the spec does")
    func everything() throws {
        try enumerate(Step.all, lengthMax: 3)
    }

    @Test("up to five commands that change an order do, too, however late they come", arguments: Step.changing)
    func changing(_ first: Step) throws {
        try enumerate(Step.changing, lengthMax: 5, after: first)
    }

    private func enumerate(_ steps: [Step], lengthMax: Int, after first: Step? = nil) throws {
        var walk = Walk(reference: try Rules().reference(), steps: steps, lengthMax: lengthMax)
        walk.visit(first.map { [$0] } ?? [])
        let start = first == nil ? 1 : 0
        let count = (start...lengthMax - 1 + start).reduce(0) { sum, length in
            sum + (0..<length).reduce(1) { product, _ in product * steps.count }
        }
        #expect(walk.sequenceCount == count)
        #expect(walk.complaints.isEmpty, "\(walk.complaints.prefix(5))")
    }
}

/// Goes through all sequences, depth first, and notes where model and code part.
private struct Walk {
    let reference: Reference
    let steps: [Step]
    let lengthMax: Int
    private(set) var sequenceCount = 0
    private(set) var complaints: [String] = []

    init(reference: Reference, steps: [Step], lengthMax: Int) {
        (self.reference, self.steps, self.lengthMax) = (reference, steps, lengthMax)
    }

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
        guard position.steps.count < lengthMax else { return }
        for step in steps {
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
        let found = OrderModel.Verdict(
            reason: outcome.verdict.reason, changes: outcome.change != .none, keepsToken: outcome.keepsToken)
        expect(found == expected, "\(found), not \(expected)", position)
        checkInvariants(outcome, of: command, before, position)
    }

    private mutating func checkInvariants(
        _ outcome: Outcome, of command: Command, _ before: OrderState?, _ position: Position
    ) {
        let isSuccess = outcome.verdict.reason == nil
        let after = position.order
        if let before {
            expect(after?.waybillID == before.waybillID, "the waybill id changed", position)
            expect(after?.isNumberGiven == before.isNumberGiven, "the number's origin changed", position)
            expect(after?.eventTime ?? 0 >= before.eventTime, "an older event stands", position)
        }
        if isSuccess { expect(outcome.verdict.waybillID == after?.waybillID, "another waybill id answered", position) }
        if case .addWaybill = command, isSuccess {
            expect(outcome.verdict.waybillData == after?.waybillData, "other WaybillData", position)
        }
        if outcome.change == .none {
            expect(outcome.serialNext == nil && outcome.traceSequence == nil, "half a change", position)
        }
        expect(after?.isTraced ?? false == (position.model.traceCount > 0), "traces forgotten", position)
        expect(after.map { $0.status == .live } ?? false == position.model.isLive, "status", position)
        expect(after?.eventTime ?? 0 == position.model.time, "another event stands", position)
        if let sequence = outcome.traceSequence {
            expect(sequence == position.model.traceCount, "trace number \(sequence)", position)
        }
        expect(position.serialNext <= 1, "two numbers used up", position)
    }

    private mutating func expect(_ holds: Bool, _ complaint: @autoclosure () -> String, _ position: Position) {
        if !holds, complaints.count < 20 { complaints.append("\(position.steps): \(complaint())") }
    }
}
