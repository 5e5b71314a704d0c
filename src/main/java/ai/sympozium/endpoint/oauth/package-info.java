/** Access tokens of an OAuth 2.1 issuer, and the metadata that leads clients to it. */
@NullMarked
package ai.sympozium.endpoint.oauth;

import org.jspecify.annotations.NullMarked;
