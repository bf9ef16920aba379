internal import Files
internal import Foundation
internal import Log

/// Which log a folder belongs to, in a file of its own there. Used with another log, what was issued would be issued
/// again, so that is refused: an operator has to say what is true.
enum LogMark {
    /// Marks the folder where nothing does yet.
    static func settle(_ folder: String, _ open: OpenLog) throws {
        guard try !check(folder, open) else { return }
        try writeFile(open.id + "\n", to: file(in: folder))
    }

    /// False where the folder has no mark.
    @discardableResult
    static func check(_ folder: String, _ open: OpenLog) throws -> Bool {
        guard let found = try textIfThere(file(in: folder)) else { return false }
        guard found == open.id + "\n" else { throw refusal("\(folder) belongs to another log than the one beside it") }
        return true
    }

    /// Before anything is made in the folder of an embedded log: where one was, none is begun anew.
    static func checkLog(in dataFolder: String) throws {
        let log = OpenLog.embeddedFile(in: dataFolder)
        let isThere = FileManager.default.fileExists(atPath:)
        guard !isThere(log) else { return }
        for folder in [dataFolder, LaneFolder.path(in: dataFolder)] where isThere(file(in: folder)) {
            throw refusal("\(folder) belongs to a log that is not there: \(log) is missing")
        }
    }

    private static func file(in folder: String) -> String { folder + "/log-id" }

    private static func refusal(_ finding: String) -> LogError {
        LogError(
            .conflict,
            """
            \(finding). If the log was lost or replaced, bring it back: a new one would issue numbers again that are \
            on parcels. Only if that cannot be, begin a new system, with another data folder (on Kafka also another \
            --kafka-prefix) and ranges of numbers that were never used
            """)
    }
}
