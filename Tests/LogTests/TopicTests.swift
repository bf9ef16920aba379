import Log
import Testing

@Suite struct TopicTests {
    /// Tables are made in the order of the catalogue and looked into by index.
    @Test func `a topic's index is its place in the catalogue`() {
        #expect(Topic.allCases.map(\.index) == Array(Topic.allCases.indices))
    }
}
