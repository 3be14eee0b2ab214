using System.Collections;
using Matinee.App.Transcoding;
using Matinee.App.Transcoding.Leasing;
using Matinee.App.Workers;
using Matinee.Server.Configuration;
using Matinee.Server.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Matinee.Tests.Server;

public sealed class RolesTests
{
    private static readonly Type[] CoordinatorsLoops = [typeof(CoordinatorWorker), typeof(IntakeWorker), typeof(LeaseSweepWorker), typeof(RetentionWorker)];

    [Fact]
    public void The_coordinators_loops_run_with_its_role_alone()
    {
        Assert.Superset(CoordinatorsLoops.ToHashSet(), Loops("coordinator"));
        Assert.Empty(Loops("web,api,worker").Intersect(CoordinatorsLoops));
    }

    [Fact]
    public void The_workers_loop_runs_with_its_role_alone()
    {
        Assert.Contains(typeof(TranscodeWorker), Loops("worker"));
        Assert.DoesNotContain(typeof(TranscodeWorker), Loops("web,api,coordinator"));
    }

    [Fact]
    public void Pages_without_the_api_are_refused()
    {
        var configuration = ServerConfiguration.Load(null, new Dictionary<string, string?> { ["Server:Roles"] = "web,worker" }, new Hashtable());

        Assert.Equal("Server:Roles = \"web,worker\": web needs api: the pages call it", Assert.Single(ConfigurationCheck.Run(configuration)).ToString());
    }

    private static HashSet<Type> Loops(string roles)
    {
        var services = new ServiceCollection();
        new ServerRoles(new ServerOptions { Roles = roles }, new ConfigurationBuilder().Build()).AddTo(services);
        // A duty of the leader is registered as itself, and hosted by who waits for the lead.
        return services.Where(s => s.ServiceType.IsAssignableTo(typeof(IHostedService))).Select(s => s.ImplementationType).OfType<Type>().ToHashSet();
    }
}
