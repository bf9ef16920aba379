import Foundation

/// The add_waybill event and its answer as the API's documentation prints them, in both formats: the files that ship in
/// `examples/`, so that they stand in one place.
package enum SeedEvent {
    package static let xml = text("add_waybill.xml")
    package static let json = text("add_waybill.json")
    package static let replyXML = text("add_waybill.reply.xml")
    package static let replyJSON = text("add_waybill.reply.json")

    /// Empty where the file is not there: no test passes with that.
    private static func text(_ name: String) -> String {
        let folder = URL(filePath: #filePath).appending(path: "../../../examples").standardized
        return (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
    }
}
