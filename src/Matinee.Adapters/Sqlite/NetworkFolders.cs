namespace Matinee.Adapters.Sqlite;

/// <summary>
/// SQLite's WAL needs memory shared by its processes and locks that hold; network file systems promise neither, and the
/// catalogue would be damaged, not slow.
/// </summary>
internal static class NetworkFolders
{
    private static readonly string[] Kinds =
        ["nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "v9fs", "afs", "ceph", "lustre", "ncpfs", "ncp", "coda", "gfs2", "ocfs2", "glusterfs", "beegfs", "fhgfs", "gpfs"];

    /// <exception cref="IOException">The folder lies on one.</exception>
    public static void Refuse(string folder)
    {
        var kind = new DriveInfo(folder).DriveFormat;
        if (IsOne(kind))
            throw new IOException($"{folder} lies on a network file system ({kind}), where SQLite loses data. Put the catalogue on a local disk, or use PostgreSQL (DATABASE_URL=postgres://...).");
    }

    /// <param name="kind">As the kernel calls it.</param>
    public static bool IsOne(string kind) => Kinds.Contains(kind, StringComparer.OrdinalIgnoreCase);
}
