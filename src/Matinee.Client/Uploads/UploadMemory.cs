using System.Text.Json;

namespace Matinee.Client.Uploads;

/// <summary>
/// Unfinished uploads in a file of the user, so that the same command goes on where the last one was stopped. An entry is
/// named by server, path, size and time of change: a file that changed is another file.
/// </summary>
public sealed class UploadMemory(string path)
{
    private const int MaxEntries = 1000;

    private readonly Lock _lock = new();

    /// <summary><c>~/.config/matinee/uploads.json</c>.</summary>
    public static UploadMemory ForUser() =>
        new(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "matinee", "uploads.json"));

    internal static string KeyOf(Uri server, FileInfo file) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{server}|{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}");

    internal RememberedUpload? Find(string key)
    {
        lock (_lock)
            return Read().GetValueOrDefault(key);
    }

    internal void Keep(string key, RememberedUpload upload) => Change(entries => entries[key] = upload);

    internal void Forget(string key) => Change(entries => entries.Remove(key));

    private void Change(Action<Dictionary<string, RememberedUpload>> change)
    {
        lock (_lock)
        {
            var entries = Read();
            change(entries);
            foreach (var (old, _) in entries.OrderByDescending(e => e.Value.BegunAt).Skip(MaxEntries).ToArray())
                entries.Remove(old);
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!); // a full path of a file has a folder
            var temporary = $"{path}.{Environment.ProcessId}";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(temporary, options))
                JsonSerializer.Serialize(file, entries, UploadsJson.Default.DictionaryStringRememberedUpload);
            File.Move(temporary, path, overwrite: true);
        }
    }

    private Dictionary<string, RememberedUpload> Read()
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, UploadsJson.Default.DictionaryStringRememberedUpload) ?? [];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return []; // without it uploads begin anew, which is no more than slow
        }
    }
}

/// <param name="PartsUrl">Of an upload that goes to the bucket in parts; null: through the server.</param>
internal sealed record RememberedUpload(string TusUrl, string VideoId, DateTimeOffset BegunAt, string? PartsUrl = null);
