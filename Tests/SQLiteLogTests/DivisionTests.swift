internal import Testing

@testable internal import SQLiteLog

@Suite struct DivisionTests {
    @Test(
        arguments: [
            (4, 1, [[0, 1, 2, 3]]), (4, 3, [[0, 1], [2], [3]]), (5, 2, [[0, 1, 2], [3, 4]]), (1, 3, [[0], [], []]),
        ] as [(Int32, Int, [[Int32]])])
    func `each member is due one range, the first the larger ones`(
        _ partitions: Int32, _ members: Int, _ ranges: [[Int32]]
    ) {
        var division = Division(partitionCount: partitions)
        for member in 0..<members { division.join(member) }
        #expect((0..<members).map { division.due(to: $0).sorted() } == ranges)
    }

    @Test func `a partition changes hands only once its owner lets it go`() {
        var division = Division(partitionCount: 4)
        division.join(1)
        division.join(2)
        #expect(division.owned(by: 1) == [0, 1, 2, 3])
        #expect(division.owned(by: 2) == [])
        division.release([2], by: 1)
        #expect(division.owned(by: 2) == [2])
        division.release([3], by: 2)
        #expect(division.owner(of: 3) == 1)
        division.leave(1)
        #expect(division.owned(by: 2) == [0, 1, 2, 3])
        division.leave(2)
        #expect(division.owner(of: 0) == nil)
        #expect(division.owner(of: 4) == nil)
    }

    @Test func `whoever comes and goes, each partition has one owner or none, and one in the end`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var division = Division(partitionCount: 7)
            var members: [Int] = []
            for step in 0..<30 {
                if members.isEmpty || Bool.random(using: &random) {
                    members.append(step)
                    division.join(step)
                } else if let member = members.randomElement(using: &random) {
                    if Bool.random(using: &random) {
                        members.removeAll { $0 == member }
                        division.leave(member)
                    } else {
                        division.release(division.owned(by: member).subtracting(division.due(to: member)), by: member)
                    }
                }
            }
            for member in members {
                division.release(division.owned(by: member).subtracting(division.due(to: member)), by: member)
            }
            for member in members { #expect(division.owned(by: member) == division.due(to: member)) }
        }
    }
}
