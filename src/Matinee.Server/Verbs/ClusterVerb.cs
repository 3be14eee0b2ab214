using System.CommandLine;
using System.Globalization;
using Matinee.Client.Cluster;
using Spectre.Console;

namespace Matinee.Server.Verbs;

/// <summary><c>matinee cluster status | add | remove | step-down | backup | restore</c></summary>
internal static class ClusterVerb
{
    public static Command Create() => new("cluster", "The nodes that are one service (administrators).")
    {
        Status(),
        Add(),
        ClientCommand.Change("remove", "Take a node out of the cluster for good; the others go on without it.", "no member any more", (client, id, stop) => client.Cluster.RemoveAsync(id, stop)),
        StepDown(),
        Backup(),
        Restore(),
    };

    private static Command Status()
    {
        var json = ClientCommand.Json();
        var command = new Command("status", "Who leads, who belongs, and how they are.") { json };
        command.SetAction((result, cancellationToken) => ServerConnection.RunAsync(async (client, stop) =>
        {
            var status = await client.Cluster.StatusAsync(stop);
            if (result.GetValue(json))
                return JsonLines.Write(status);
            Console.Out.WriteLine(Line(status));
            Render(status).Write(AnsiConsole.Console);
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    private static Command Add()
    {
        var peer = new Argument<string>("HOST:RAFT") { Description = "Where the new node's member will listen." };
        var command = new Command("add", "Announce a node that is about to join; it has two minutes to start.") { peer };
        command.SetAction((result, cancellationToken) => ServerConnection.RunAsync(async (client, stop) =>
        {
            var at = result.GetRequiredValue(peer);
            await client.Cluster.AddAsync(at, stop);
            var others = (await client.Cluster.StatusAsync(stop)).Members.Select(member => member.Peer).Where(known => known is not null && known != at);
            Console.Out.WriteLine($"{at} may join within two minutes: matinee serve --raft {at} --peers {string.Join(',', others)} ...");
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    private static Command StepDown()
    {
        var command = new Command("step-down", "The leader gives the lead to another node.");
        command.SetAction((_, cancellationToken) => ServerConnection.RunAsync(async (client, stop) =>
        {
            await client.Cluster.StepDownAsync(stop);
            Console.Out.WriteLine("The leader steps down.");
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    private static Command Backup()
    {
        var file = new Argument<string>("FILE") { Description = "Where to; it must not be there yet." };
        var command = new Command("backup", "Save what the nodes agree on: the streams, not the films.") { file };
        command.SetAction((result, cancellationToken) => ServerConnection.RunAsync(async (client, stop) =>
        {
            var path = result.GetRequiredValue(file);
            var part = path + ".part";
            if (File.Exists(path))
                throw new IOException($"{path} is there already.");
            await using (var output = new FileStream(part, FileMode.Create, FileAccess.Write))
            {
                await client.Cluster.BackUpAsync(output, stop);
                output.Flush(flushToDisk: true);
            }

            File.Move(part, path);
            Console.Out.WriteLine($"{path} holds the registry.");
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    private static Command Restore()
    {
        var file = new Argument<string>("FILE") { Description = "Of matinee cluster backup, or of DATA/backups." };
        var command = new Command("restore", "Take a backup into a new cluster, whose registry is empty.") { file };
        command.SetAction((result, cancellationToken) => ServerConnection.RunAsync(async (client, stop) =>
        {
            var path = result.GetRequiredValue(file);
            var entries = await client.Cluster.RestoreAsync(() => File.OpenRead(path), stop);
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{entries} entries are restored."));
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    private static string Line(ClusterStatus status) => string.Create(CultureInfo.InvariantCulture,
        $"leader {status.Leader ?? "none"}, term {status.Term}, {(status.HasQuorum ? "quorum" : $"no quorum ({status.Trouble})")}, healthy {status.HealthyNodes}/{status.Size}, {status.ActiveStreams} active streams (as {status.Node} sees it)");

    private static Listing Render(ClusterStatus status)
    {
        var listing = new Listing("id", "status", "leader", "address", "raft", "roles", "version", "region", "cpu", "memory", "streams", "rooms");
        foreach (var member in status.Members)
            listing.Add(member.Id, member.Status, member.IsLeader ? "leader" : "", member.Address, member.Peer ?? "", string.Join(',', member.Roles), member.Version ?? "",
                member.Region ?? "", Show(member.Load?.Cpu, "0 %"), Show(member.Load?.MemoryBytes / 1_000_000, "0 MB"), Show(member.Load?.StreamCount, "0"), Show(member.Load?.RoomCount, "0"));
        return listing;
    }

    private static string Show(IFormattable? figure, string format) => figure?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
