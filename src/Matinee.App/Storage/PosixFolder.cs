using System.Runtime.InteropServices;

namespace Matinee.App.Storage;

/// <summary>
/// What .NET does not offer of a folder: a rename that is atomic or an error (<see cref="File.Move(string, string, bool)"/>
/// copies across devices, and a reader could meet half of the copy), and fsync of a folder, which makes names durable
/// (<see cref="File.OpenHandle"/> refuses folders).
/// </summary>
internal static class PosixFolder
{
    private const int ReadOnly = 0;
    private const int CloseOnExec = 0x80000; // O_CLOEXEC of Linux, on x64 and arm64 alike

    /// <exception cref="IOException">With the errno in the low half of HResult.</exception>
    public static void Rename(string from, string to)
    {
        if (NativeRename(from, to) != 0)
            throw Failure($"Could not rename '{from}' to '{to}'");
    }

    /// <inheritdoc cref="Rename"/>
    public static void Flush(string folder)
    {
        var handle = NativeOpen(folder, ReadOnly | CloseOnExec);
        if (handle < 0)
            throw Failure($"Could not open '{folder}'");
        try
        {
            if (NativeFsync(handle) != 0)
                throw Failure($"Could not flush '{folder}'");
        }
        finally
        {
            _ = NativeClose(handle);
        }
    }

    private static IOException Failure(string what)
    {
        var errno = Marshal.GetLastPInvokeError();
        return new IOException($"{what}: {Marshal.GetPInvokeErrorMessage(errno)}", errno);
    }

    [DllImport("libc", EntryPoint = "rename", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeRename([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeOpen([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeFsync(int handle);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeClose(int handle);
}
