// Adds a key to each request of a program that has no option for it: node --import send-key.mjs program
import diagnostics from 'node:diagnostics_channel';

diagnostics.subscribe('undici:request:create', ({ request }) => {
  request.addHeader('Authorization', `Bearer ${process.env.API_KEY}`);
});
