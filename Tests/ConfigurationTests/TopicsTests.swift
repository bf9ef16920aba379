import Files
import Foundation
import Log
import Testing

@testable import Configuration

@Suite("Topic files")
struct TopicsTests {
    static func folder() throws -> Folder {
        let folder = try Folder()
        for name in Folder.files.keys { try folder.remove(name) }
        for topic in Topic.allCases { try folder.write(topic.name + ".yaml", text(topic)) }
        return folder
    }

    static func text(_ topic: Topic) -> String {
        let cleanup =
            topic.mustBeCompacted ? "compact\ntombstone_retention: 7d" : "delete\nretention: 10m"
        return """
            name: \(topic.name)
            description: text
            key: OrderID
            partitions: 12
            cleanup: \(cleanup)
            config: { min.insync.replicas: 2 }
            """
    }

    static func faults(_ folder: Folder) -> [String] {
        do throws(ConfigurationFailure) {
            _ = try loadTopics(folder: folder.path)
            return []
        } catch {
            return error.description.split(separator: "\n").map { String($0).replacing(folder.path + "/", with: "") }
        }
    }

    @Test("One policy a topic, in the order of the catalogue")
    func right() throws {
        let folder = try Self.folder()
        try folder.replace("delete\nretention: 10m", by: "compact\ntombstone_retention: 7d", in: "waybill.traces.yaml")
        let policies = try loadTopics(folder: folder.path)
        #expect(policies.map(\.topic) == Topic.allCases)
        #expect(policies[0].cleanup == .delete(retention: .seconds(600)))
        for policy in policies where policy.topic.mustBeCompacted || policy.topic == .traces {
            #expect(policy.cleanup == .compact(tombstoneRetention: .seconds(7 * 86_400)))
        }
        #expect(policies.allSatisfy { $0.partitionCount == 12 })
        #expect(policies.allSatisfy { $0.settings == ["min.insync.replicas": "2"] })
    }

    @Test(
        "What is wrong is said with file and line",
        arguments: [
            (
                "partitions: 12", "partitions: 0",
                "waybill.orders.yaml:4: 'partitions' must be an integer from 1 to 1024, "
                    + "without quotes"
            ),
            ("cleanup: delete", "cleanup: keep", "waybill.orders.yaml:5: 'cleanup' must be delete or compact"),
            (
                "cleanup: delete", "cleanup: compact",
                "waybill.orders.yaml:6: 'retention' does not go with this cleanup; "
                    + "use tombstone_retention"
            ),
            (
                "retention: 10m", "retention: 10",
                "waybill.orders.yaml:6: 'retention' must be a duration such as 250ms, 5s, "
                    + "10m, 2h or 7d, from 1s to 36500d"
            ),
            ("retention: 10m\n", "", "waybill.orders.yaml:1: lacks the key 'retention'"),
            (
                "name: waybill.orders", "name: waybill.order",
                "waybill.orders.yaml:1: 'name' must be waybill.orders, as the "
                    + "file is named"
            ),
            ("key: ", "kye: ", "waybill.orders.yaml:3: unknown key 'kye'; did you mean 'key'?"),
            ("{ min.insync.replicas: 2 }", "{ a: [] }", "waybill.orders.yaml:7: 'a' must be text"),
            ("{ min.insync.replicas: 2 }", "{ a: }", "waybill.orders.yaml:7: 'a' must be text"),
            ("{ min.insync.replicas: 2 }", "{ a: \"\" }", "waybill.orders.yaml:7: 'a' must have 1 to 1024 bytes"),
            (
                "{ min.insync.replicas: 2 }", "{ a: \"b\\n\" }",
                "waybill.orders.yaml:7: 'a' must be of printable ASCII characters"
            ),
            (
                "{ min.insync.replicas: 2 }", "{ min.insync.replicas: 0 }",
                "waybill.orders.yaml:7: 'min.insync.replicas' must be an integer from 1 to 32767, without quotes"
            ),
            (
                "{ min.insync.replicas: 2 }", "{ Segment Bytes: 1 }",
                "waybill.orders.yaml:7: 'Segment Bytes' must be named by small letters, digits, '.', '-' and '_', as "
                    + "Kafka's topic settings are"
            ),
        ])
    func wrong(old: String, new: String, fault: String) throws {
        let folder = try Self.folder()
        try folder.replace(old, by: new, in: "waybill.orders.yaml")
        #expect(Self.faults(folder) == [fault])
    }

    @Test("Settings that follow from the policy are not for config", arguments: TopicPolicy.reservedSettings.sorted())
    func ruled(_ name: String) throws {
        let folder = try Self.folder()
        try folder.replace("min.insync.replicas: 2", by: "\(name): 1", in: "waybill.orders.yaml")
        let faults = Self.faults(folder)
        #expect(faults.count == 1)
        #expect(faults.first?.hasPrefix("waybill.orders.yaml:7: '\(name)' is not for 'config'") == true)
    }

    @Test("The settings of one topic are bounded")
    func settingCount() throws {
        let folder = try Self.folder()
        let entries = (0..<65).map { "s\($0): 1" }.joined(separator: ", ")
        try folder.replace("min.insync.replicas: 2", by: entries, in: "waybill.orders.yaml")
        #expect(Self.faults(folder) == ["waybill.orders.yaml:7: 'config' must have at most 64 entries"])
    }

    @Test("A topic without a file and a file without a topic are named")
    func catalogue() throws {
        let folder = try Self.folder()
        try folder.remove("waybill.claims.yaml")
        try folder.write("waybill.claim.yaml", Self.text(.claims))
        try folder.write("README.md", "not a topic")
        #expect(
            Self.faults(folder) == [
                "waybill.claim.yaml: there is no topic 'waybill.claim' in the catalogue",
                "waybill.claims.yaml: missing; the catalogue has this topic",
            ])
        #expect(throws: ConfigurationFailure.self) { try loadTopics(folder: folder.path + "/none") }
    }

    @Test(
        "A topic of which the last of each key must stay is never deleted from by age",
        arguments: [Topic.waybills, .tokens])
    func compacted(topic: Topic) throws {
        let folder = try Self.folder()
        try folder.replace(
            "compact\ntombstone_retention: 7d", by: "delete\nretention: 365d", in: topic.name + ".yaml")
        let rule = "must be compact: what goes by age would be numbers on parcels, or their tokens"
        #expect(Self.faults(folder) == ["\(topic.name).yaml:5: 'cleanup' \(rule)"])
    }

    @Test("Commands are never compacted, which would take those that nobody has decided")
    func consumed() throws {
        let folder = try Self.folder()
        try folder.replace(
            "delete\nretention: 10m", by: "compact\ntombstone_retention: 7d", in: "waybill.commands.yaml")
        let rule = "must be delete: compaction would take commands that nobody has decided"
        #expect(Self.faults(folder) == ["waybill.commands.yaml:5: 'cleanup' \(rule)"])
    }

    @Test("Topics of one lane have one partition count", arguments: [Topic.waybills, .tokens, .deadLetters, .traces])
    func partners(topic: Topic) throws {
        let folder = try Self.folder()
        try folder.replace("partitions: 12", by: "partitions: 6", in: topic.name + ".yaml")
        #expect(
            Self.faults(folder) == ["\(topic.name).yaml: must have 12 partitions, as many as waybill.commands"])
    }
}
