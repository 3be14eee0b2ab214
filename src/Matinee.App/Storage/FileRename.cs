using System.Runtime.InteropServices;

namespace Matinee.App.Storage;

/// <summary>
/// rename(2) itself: atomic or an error. <see cref="File.Move(string, string, bool)"/> falls back to copying across devices,
/// and a reader could meet half of the copy.
/// </summary>
internal static class FileRename
{
    /// <exception cref="IOException">With the errno in the low half of HResult.</exception>
    public static void Replace(string from, string to)
    {
        if (Rename(from, to) == 0)
            return;
        var errno = Marshal.GetLastPInvokeError();
        throw new IOException($"Could not rename '{from}' to '{to}': {Marshal.GetPInvokeErrorMessage(errno)}", errno);
    }

    [DllImport("libc", EntryPoint = "rename", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Rename([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);
}
