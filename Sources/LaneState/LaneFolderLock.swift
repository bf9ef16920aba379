/// Keeps a folder of lanes for one process as long as it lives.
package final class LaneFolderLock: Sendable {
    private let mark: LaneMark

    /// Throws where another process holds the folder, which must be there.
    package init(folder: String) throws(LaneError) {
        mark = try LaneMark(path: folder + "/lock")
    }
}
