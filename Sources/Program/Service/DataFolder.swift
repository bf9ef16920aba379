internal import Foundation
internal import Log

/// The folder of the embedded log, the lanes and the keys: readable by its owner only.
enum DataFolder {
    static func make(_ folder: String) throws(LogError) {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            // Foundation's own error is a page long.
            throw LogError(.unavailable, "cannot make the folder \(folder): see who may write there")
        }
    }
}
