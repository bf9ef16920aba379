internal import HTTP
import Options
internal import TableFaults
internal import Testing

@testable internal import Program

/// What the program is made of, as a table.
@Suite struct TableTests {
    @Test func `the command line has no option or command twice`() { #expect(Main.tree.faults == []) }

    @Test func `no two roles have one name or one command`() {
        #expect(Set(Role.all.map(\.name)).count == Role.all.count)
        #expect(Set(Role.all.map(\.command.name)).count == Role.all.count)
    }

    @Test func `no two roles have one path`() throws {
        let parsed = Main.tree.parse(["serve"]) { _ throws(UsageError) in [] }
        guard case .run(_, let values) = parsed else {
            Issue.record("not a call of serve: \(parsed)")
            return
        }
        let paths = Role.all.flatMap { $0.make(values).routes.map(\.path) }
        #expect(!paths.isEmpty && Set(paths).count == paths.count, "\(paths)")
    }

    @Test func `no bound contradicts another`() { #expect(LimitRelations.faults == []) }
}
