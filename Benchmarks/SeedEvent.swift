internal import Foundation

/// The example request of seed 003, in both formats, as it ships.
enum SeedEvent {
    static func xml() throws -> [UInt8] { try bytes("examples/add_waybill.xml") }
    static func json() throws -> [UInt8] { try bytes("examples/add_waybill.json") }

    private static func bytes(_ file: String) throws -> [UInt8] {
        [UInt8](try Foundation.Data(contentsOf: URL(fileURLWithPath: file)))
    }
}
