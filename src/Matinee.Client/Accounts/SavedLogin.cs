using System.Text.Json;
using Matinee.Client.Http;

namespace Matinee.Client.Accounts;

/// <summary>
/// The login of a command line: <c>~/.config/matinee/login.json</c>, readable by its owner alone, one entry per server. Written
/// whole and renamed into place, so that another process reads the old or the new, never a part.
/// </summary>
public sealed class SavedLogin : ICredentialStore
{
    private readonly string _file;
    private readonly string _server;

    /// <param name="server">The server's address.</param>
    /// <param name="file">Another file than <see cref="DefaultFile"/>.</param>
    public SavedLogin(Uri server, string? file = null) => (_server, _file) = (KeyOf(server), file ?? DefaultFile);

    public static string DefaultFile =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "matinee", "login.json");

    /// <summary>The server that was signed in to last; null when there is none.</summary>
    public static async Task<Uri?> CurrentServerAsync(string? file, CancellationToken cancellationToken) =>
        (await ReadFileAsync(file ?? DefaultFile, cancellationToken)).Current is { } current ? new Uri(current) : null;

    public async ValueTask<Credentials?> ReadAsync(CancellationToken cancellationToken) =>
        (await ReadFileAsync(_file, cancellationToken)).Servers.GetValueOrDefault(_server);

    public async ValueTask WriteAsync(Credentials? credentials, CancellationToken cancellationToken)
    {
        var logins = await ReadFileAsync(_file, cancellationToken);
        if (credentials is null)
            logins.Servers.Remove(_server);
        else
            logins.Servers[_server] = credentials;
        var current = credentials is not null ? _server : logins.Current == _server ? null : logins.Current;
        await WriteFileAsync(_file, logins with { Current = current }, cancellationToken);
    }

    private static string KeyOf(Uri server) => server.GetLeftPart(UriPartial.Path).TrimEnd('/').ToLowerInvariant();

    private static async Task<SavedLogins> ReadFileAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
            return new(null, []);
        await using var stream = File.OpenRead(file);
        try
        {
            return await JsonSerializer.DeserializeAsync(stream, AccountsJson.Default.SavedLogins, cancellationToken) ?? new(null, []);
        }
        catch (JsonException e)
        {
            throw new IOException($"{file} is not a login file. Delete it, then sign in again.", e);
        }
    }

    private static async Task WriteFileAsync(string file, SavedLogins logins, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!; // a full path of a file has a folder
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var draft = $"{file}.{Environment.ProcessId}.{Path.GetRandomFileName()}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            await using (var stream = new FileStream(draft, options))
                await JsonSerializer.SerializeAsync(stream, logins, AccountsJson.Default.SavedLogins, cancellationToken);
            File.Move(draft, file, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }
}

internal sealed record SavedLogins(string? Current, Dictionary<string, Credentials> Servers);
