package ai.sympozium.channel;

/** Delivers one message to the receiver of a channel, once. */
interface MessageSender {
  DeliveryOutcome send(OutgoingMessage message) throws InterruptedException;
}
