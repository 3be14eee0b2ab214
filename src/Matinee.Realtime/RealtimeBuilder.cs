using Matinee.Realtime.Brokers;
using Matinee.Realtime.Admission;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Matinee.Realtime;

/// <summary>What <c>AddRealtime</c> returns: the host's policy, and the store behind the channels. Without the latter everything is in memory.</summary>
public sealed class RealtimeBuilder(IServiceCollection services)
{
    public IServiceCollection Services => services;

    /// <summary>Who may what.</summary>
    public RealtimeBuilder UsePolicy<T>()
        where T : class, IChannelPolicy
    {
        services.Replace(ServiceDescriptor.Singleton<IChannelPolicy, T>());
        return this;
    }

    /// <summary>Another store: one node's view of each of the four ports.</summary>
    public RealtimeBuilder UseBroker(
        Func<IServiceProvider, IBroker> broker, Func<IServiceProvider, INodeBus> bus, Func<IServiceProvider, ISharedValues> values, Func<IServiceProvider, IReferenceClock> clock)
    {
        services.Replace(ServiceDescriptor.Singleton(broker));
        services.Replace(ServiceDescriptor.Singleton(bus));
        services.Replace(ServiceDescriptor.Singleton(values));
        services.Replace(ServiceDescriptor.Singleton(clock));
        return this;
    }
}
