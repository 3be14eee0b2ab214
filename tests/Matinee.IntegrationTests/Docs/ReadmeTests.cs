using System.Diagnostics;
using System.Text.RegularExpressions;
using Matinee.Testing;
using Matinee.Testing.Machine;
using Xunit;

namespace Matinee.IntegrationTests.Docs;

/// <summary>Runs what the README tells people to type.</summary>
public sealed partial class ReadmeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    [Fact]
    public async Task Every_command_of_the_readme_works()
    {
        var root = MatineeProcess.RepositoryRoot();
        var blocks = Block().Matches(await File.ReadAllTextAsync(Path.Combine(root, "README.md"), TestContext.Current.CancellationToken));
        Assert.NotEmpty(blocks);
        await using var server = await MatineeProcess.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var folder = Directory.CreateTempSubdirectory("matinee-readme-");
        try
        {
            await RunAsync(folder.FullName, "ffmpeg -v error -f lavfi -i testsrc2=size=320x180:rate=25 -f lavfi -i sine -t 3 -preset ultrafast film.mp4", server);
            // The commands run as they stand; ./run is the built program instead of a second build.
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "run"), $"#!/bin/sh\nexec dotnet {MatineeProcess.Program()} \"$@\"\n", TestContext.Current.CancellationToken);
            File.SetUnixFileMode(Path.Combine(folder.FullName, "run"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

            foreach (Match block in blocks)
                await RunAsync(folder.FullName, "set -e\n" + block.Groups[1].Value, server);
        }
        finally
        {
            TestFolder.Remove(folder.FullName);
        }
    }

    [GeneratedRegex(@"```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    private static async Task RunAsync(string folder, string script, MatineeProcess server)
    {
        var start = new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["HOME"] = folder;
        start.Environment["XDG_CONFIG_HOME"] = folder;
        start.Environment["MATINEE_URL"] = server.Address.ToString().TrimEnd('/');
        start.Environment["EMAIL"] = MatineeProcess.AdminEmail;
        start.Environment["PASSWORD"] = MatineeProcess.AdminPassword;
        using var process = new Process { StartInfo = start };
        process.Start();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, $"{script}\nended with {process.ExitCode}:\n{await output}{await error}\n{server.Output}");
    }
}
