import Simulation
import Testing

/// One small run, repeated with a death at each pass of each moment in turn: nothing is left to chance.
@Suite struct EveryMomentTests {
    private static let shape = {
        var shape = Shape()
        shape.orderCount = 5
        shape.commandCount = 40
        return shape
    }()

    @Test(arguments: Moment.allCases)
    func `a process may die here, at any pass`(moment: Moment) throws {
        let calm = try run(dyingAt: nil)
        #expect(calm.violations.isEmpty)
        let passCount = calm.passes[moment.rawValue]
        // All of them where they are few; spread evenly where a moment is passed for each order.
        let stride = max(1, passCount / 25)
        for pass in Swift.stride(from: 1, through: passCount, by: stride) {
            let outcome = try run(dyingAt: (moment, pass))
            #expect(outcome.violations.isEmpty, "dying at pass \(pass) of \(moment)")
            #expect(outcome.crashes[moment.rawValue] == 1)
        }
    }

    private func run(dyingAt death: (moment: Moment, pass: Int)?) throws -> Simulation.Outcome {
        var plan = Fate.Plan()
        plan.death = death
        return try Simulation(seed: 7, plan: plan, shape: Self.shape, isDisturbed: false).run()
    }
}
