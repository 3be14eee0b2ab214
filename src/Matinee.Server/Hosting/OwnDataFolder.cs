using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Matinee.App.Http;
using Matinee.App.Storage;

namespace Matinee.Server.Hosting;

/// <summary>
/// The folder that one server owns: <c>matinee.db</c>, <c>secret</c>, <c>objects/</c>, <c>work/</c>, <c>tmp/</c>. It is
/// locked by the kernel while the process lives, so a killed server leaves no stale lock.
/// </summary>
internal sealed class OwnDataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FileStream _lock;

    private OwnDataFolder(string path, FileStream @lock)
    {
        Root = path;
        _lock = @lock;
    }

    public string Root { get; }

    /// <exception cref="StartupException">Not writable, or another server has it.</exception>
    public static OwnDataFolder Open(string path)
    {
        var root = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(root, OwnerOnly | UnixFileMode.UserExecute);
            Directory.CreateDirectory(Path.Combine(root, "work"));
            Directory.CreateDirectory(Path.Combine(root, "tmp"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The data folder {root} cannot be written: {e.Message} Choose another with --data.", e);
        }

        return new OwnDataFolder(root, Lock(root));
    }

    /// <summary>The installation's secret: the one given, or the one this folder keeps, made on the first start.</summary>
    public ClusterSecret Secret(string? given)
    {
        if (given is not null)
            return new ClusterSecret(Encoding.UTF8.GetBytes(given));
        var file = Path.Combine(Root, "secret");
        if (!File.Exists(file))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
            var temporary = file + ".new";
            File.Delete(temporary);
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, file);
        }

        var secret = File.ReadAllBytes(file).AsSpan().TrimEnd("\r\n "u8);
        return secret.Length >= ClusterSecret.MinimumBytes
            ? new ClusterSecret(secret)
            : throw new StartupException($"{file} holds {secret.Length} bytes; at least {ClusterSecret.MinimumBytes} are needed. Restore it from a backup.");
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string root)
    {
        var file = Path.Combine(root, "lock");
        var pid = Path.Combine(root, "pid");
        try
        {
            // FileShare.None is flock(LOCK_EX) on Unix, released by the kernel when the process ends.
            var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            WriteOwner(pid);
            return stream;
        }
        catch (IOException e) when (DiskErrors.IsFull(e))
        {
            throw new StartupException($"There is no room for the data folder {root}. Free some, or choose another with --data.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StartupException($"The data folder {root} cannot be written: {e.Message} Choose another with --data.", e);
        }
        catch (IOException e)
        {
            var owner = File.Exists(pid) ? $" (process {File.ReadAllText(pid)})" : "";
            throw new StartupException($"Another Matinee{owner} is using {root}. Stop it, or choose another folder with --data.", e);
        }
    }

    // For the words of the next that wants the folder, no more: a full disk keeps no server from starting for it.
    private static void WriteOwner(string pid)
    {
        try
        {
            File.WriteAllText(pid, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException e) when (DiskErrors.IsFull(e))
        {
            File.Delete(pid);
        }
    }
}
