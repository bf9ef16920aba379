internal import Foundation
internal import Testing

/// One of several processors of a group: a process with a folder and a name of its own in the group, which it keeps
/// over its deaths.
final class Contender {
    let site: Site
    let name: String
    let folder: TemporaryFolder
    /// On a file system of its own where there is one; otherwise beside the rest.
    let data: String
    private(set) var service: Service
    private(set) var deathCount = 0
    private(set) var isAlive = true

    init(_ name: String, on site: Site, data: String? = nil) throws {
        (self.site, self.name) = (site, name)
        folder = try TemporaryFolder()
        self.data = data ?? folder / "data"
        service = try Self.start(name, site, folder, self.data)
    }

    private static func start(_ name: String, _ site: Site, _ folder: TemporaryFolder, _ data: String) throws -> Service
    {
        try Service("process", on: folder, site.arguments + ["--kafka-instance", name, "--data", data])
    }

    var transcript: Transcript { service.transcript }

    func kill() {
        service.kill()
        deathCount += 1
        isAlive = false
    }

    /// In order, so that nothing is left under way.
    func stop() {
        #expect(service.stop() == 0, "\(name): \(transcript.text.suffix(2_000))")
        isAlive = false
    }

    func restart() throws {
        service = try Self.start(name, site, folder, data)
        isAlive = true
    }

    /// Waits until it has opened lanes.
    func awaitLanes() throws {
        let line = transcript.line(containing: "lane.opened")
        try #require(line != nil, "\(name) gets no lanes: \(transcript.text.suffix(2_000))")
    }

    /// The name of its transactions on the cluster.
    var transactionName: String { "\(site.prefix)waybill-processor-\(name)-0" }
}
