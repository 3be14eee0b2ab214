namespace Matinee.App.Storage;

/// <summary>What the errno behind an <see cref="IOException"/> means. .NET on Linux leaves it in the low half of HResult.</summary>
public static class DiskErrors
{
    private const int NoEntry = 2;      // ENOENT
    private const int CrossDevice = 18; // EXDEV
    private const int FileTooBig = 27;  // EFBIG: over the file system's or the process' limit of one file
    private const int NoSpace = 28;     // ENOSPC
    private const int OverQuota = 122;  // EDQUOT

    // Where .NET maps an errno to a Windows code instead.
    private const int DiskFullHResult = unchecked((int)0x80070070);

    public static bool IsFull(IOException e) =>
        e is StoreFullException || e.HResult == DiskFullHResult || (e.HResult & 0xFFFF) is NoSpace or OverQuota or FileTooBig;

    public static bool IsMissing(IOException e) => e is FileNotFoundException or DirectoryNotFoundException || (e.HResult & 0xFFFF) == NoEntry;

    /// <summary>.NET has a kind of its own for EACCES and EPERM, outside of what callers of a store expect of it.</summary>
    public static IOException Denied(string root, UnauthorizedAccessException e) =>
        new($"{root} may not be used: {e.Message} Give the folder to the user that runs matinee.", e);

    public static bool IsCrossDevice(IOException e) => (e.HResult & 0xFFFF) == CrossDevice;
}
